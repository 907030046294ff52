package dev.sekisho.model;

/**
 * The distribution of an image, from {@code os-release}.
 *
 * @param id its {@code ID}, such as {@code debian}
 * @param version its {@code VERSION_ID}, such as {@code 12}; empty if it states none
 * @param codename its {@code VERSION_CODENAME}; empty if it states none
 * @param name its {@code PRETTY_NAME}
 * @see <a
 *     href="https://www.freedesktop.org/software/systemd/man/latest/os-release.html">os-release(5)</a>
 */
public record OperatingSystem(String id, String version, String codename, String name) {}

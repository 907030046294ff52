import dev.sekisho.container.image.EntryContent;
import dev.sekisho.container.image.EntryHeader;
import dev.sekisho.container.image.ImageSource;
import dev.sekisho.container.image.Images;
import dev.sekisho.container.image.LayerReading;
import dev.sekisho.container.image.LayerSink;
import dev.sekisho.container.image.OpenImage;
import dev.sekisho.container.image.OpenOptions;
import dev.sekisho.model.Gap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads an image as a scan does and finds nothing in it: what remains is the cost of reading.
 * Arguments: kind (archive, layout, engine), what, and all or packages.
 */
final class ReadImage {
  public static void main(String[] arguments) throws IOException {
    ImageSource source =
        switch (arguments[0]) {
          case "archive" -> new ImageSource.Archive(Path.of(arguments[1]), Optional.empty());
          case "layout" -> new ImageSource.Layout(Path.of(arguments[1]), Optional.empty());
          case "engine" -> new ImageSource.Engine(Path.of("/var/run/docker.sock"), arguments[1]);
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    boolean all = arguments[2].equals("all");
    int cores = Runtime.getRuntime().availableProcessors();
    try (OpenImage image = new Images(OpenOptions.standard()).open(source)) {
      List<Count> counts =
          LayerReading.read(image, image.description().layers(), layer -> new Count(all), cores);
      long entries = counts.stream().mapToLong(each -> each.entries).sum();
      long bytes = counts.stream().mapToLong(each -> each.bytes).sum();
      long gaps = counts.stream().mapToLong(each -> each.gaps).sum();
      System.out.println(entries + " entries, " + bytes + " bytes handed out, " + gaps + " gaps");
    }
  }

  private static final class Count implements LayerSink {
    private final boolean all;
    private long entries;
    private long bytes;
    private long gaps;

    Count(boolean all) {
      this.all = all;
    }

    @Override
    public void entry(EntryHeader header) {
      entries++;
    }

    @Override
    public boolean wants(EntryHeader header) {
      return all || header.path().startsWith("var/lib/dpkg/");
    }

    @Override
    public void file(EntryHeader header, EntryContent content) throws IOException {
      content.bytes();
      bytes += content.sizeBytes();
    }

    @Override
    public void removed(String path) {}

    @Override
    public void opaque(String directory) {}

    @Override
    public void gap(Gap gap) {
      gaps++;
    }
  }
}

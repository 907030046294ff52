package dev.sekisho.manager.api;

import dev.sekisho.manager.access.SignedIn;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which manager this is. */
@Path("/api/v1/version")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "manager")
public class VersionResource {
  private final String version;

  VersionResource(@ConfigProperty(name = "quarkus.application.version") String version) {
    this.version = version;
  }

  /** The version of the manager and of this API. */
  public record Version(String version, String api) {}

  @GET
  @SignedIn
  @Operation(summary = "The manager's version")
  public Version version() {
    return new Version(version, "v1");
  }
}

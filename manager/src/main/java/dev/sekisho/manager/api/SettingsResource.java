package dev.sekisho.manager.api;

import dev.sekisho.manager.access.Caller;
import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.store.Settings;
import dev.sekisho.manager.store.SettingsStore;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Settings of the manager. */
@Path("/api/v1/settings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "settings")
public class SettingsResource {
  private final SettingsStore settings;
  private final Caller caller;

  SettingsResource(SettingsStore settings, Caller caller) {
    this.settings = settings;
    this.caller = caller;
  }

  @GET
  @Needs(Permission.READ)
  @Operation(summary = "The settings")
  public Settings current() {
    return settings.current();
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Permission.ADMINISTER)
  @Operation(summary = "Replace the settings; all of them must be given")
  public Settings change(@Nullable Settings next) {
    settings.change(Body.present(next), caller.principal().actor());
    return settings.current();
  }
}

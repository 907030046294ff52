package dev.sekisho.manager.database;

import dev.sekisho.manager.configuration.ManagerConfiguration.ExternalDatabase;
import dev.sekisho.manager.configuration.StartProblem;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** Makes pools of connections. */
final class Connections {
  private Connections() {}

  static AgroalDataSource toEmbedded(EmbeddedPostgres server) throws IOException, SQLException {
    return pool(server.url(), EmbeddedPostgres.USER, server.password());
  }

  static AgroalDataSource toExternal(ExternalDatabase external) throws SQLException {
    String password = "";
    if (external.passwordFile().isPresent()) {
      password = read(external.passwordFile().get());
    }
    return pool(external.url(), external.user(), password);
  }

  private static String read(Path passwordFile) {
    try {
      return Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw StartProblem.exception(
          "database-password-file",
          passwordFile,
          e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private static AgroalDataSource pool(String url, String user, String password)
      throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(16)
                        .minSize(1)
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .idleValidationTimeout(Duration.ofSeconds(2))
                        // Else a connection that broke is given out again and again.
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(
                            factory -> connect(factory, url, user, password))));
  }

  private static AgroalConnectionFactoryConfigurationSupplier connect(
      AgroalConnectionFactoryConfigurationSupplier factory,
      String url,
      String user,
      String password) {
    factory
        // Named, because DriverManager looks only where the JVM itself was started from.
        .connectionProviderClass(org.postgresql.Driver.class)
        .jdbcUrl(url)
        .jdbcProperty("ApplicationName", "sekisho-manager")
        .jdbcProperty("connectTimeout", "5")
        .jdbcProperty("socketTimeout", "120")
        .jdbcProperty("tcpKeepAlive", "true")
        .jdbcProperty("options", "-c statement_timeout=60000");
    if (!user.isEmpty()) {
      factory.principal(new NamePrincipal(user));
    }
    if (!password.isEmpty()) {
      factory.credential(new SimplePassword(password));
    }
    return factory;
  }
}

package dev.sekisho.scan.inventory;

/**
 * The groups of archives that are in many images and do not state theirs: those built by Gradle,
 * and some older than {@code pom.properties}.
 */
final class JavaGroups {
  private static final String[][] FAMILIES = {
    {"grpc-", "io.grpc"},
    {"junit-jupiter", "org.junit.jupiter"},
    {"junit-platform", "org.junit.platform"},
    {"kotlin-", "org.jetbrains.kotlin"},
    {"kotlinx-", "org.jetbrains.kotlinx"},
    {"micrometer-", "io.micrometer"},
    {"netty-", "io.netty"},
    {"opentelemetry-", "io.opentelemetry"},
    {"spring-batch-", "org.springframework.batch"},
    {"spring-boot", "org.springframework.boot"},
    {"spring-cloud-", "org.springframework.cloud"},
    {"spring-data-", "org.springframework.data"},
    {"spring-integration-", "org.springframework.integration"},
    {"spring-security-", "org.springframework.security"},
    {"spring-session-", "org.springframework.session"},
    {"spring-ws-", "org.springframework.ws"},
  };

  private JavaGroups() {}

  /** Empty if it is not known. */
  static String of(String artifact, String version) {
    String exact = exact(artifact, version);
    return exact.isEmpty() ? family(artifact) : exact;
  }

  private static String exact(String artifact, String version) {
    return switch (artifact) {
      case "spring",
          "spring-aop",
          "spring-aspects",
          "spring-beans",
          "spring-context",
          "spring-context-indexer",
          "spring-context-support",
          "spring-core",
          "spring-core-test",
          "spring-expression",
          "spring-instrument",
          "spring-jcl",
          "spring-jdbc",
          "spring-jms",
          "spring-messaging",
          "spring-orm",
          "spring-oxm",
          "spring-r2dbc",
          "spring-test",
          "spring-tx",
          "spring-web",
          "spring-webflux",
          "spring-webmvc",
          "spring-websocket" ->
          "org.springframework";
      case "spring-kafka" -> "org.springframework.kafka";
      case "spring-retry" -> "org.springframework.retry";
      case "spring-amqp", "spring-rabbit" -> "org.springframework.amqp";
      case "spring-graphql" -> "org.springframework.graphql";
      case "spring-hateoas" -> "org.springframework.hateoas";
      case "spring-ldap-core" -> "org.springframework.ldap";
      case "spring-plugin-core" -> "org.springframework.plugin";
      case "reactor-core" -> "io.projectreactor";
      case "reactor-netty", "reactor-netty-core", "reactor-netty-http" -> "io.projectreactor.netty";
      case "rxjava" -> version.startsWith("3") ? "io.reactivex.rxjava3" : "io.reactivex.rxjava2";
      case "reactive-streams" -> "org.reactivestreams";
      case "okhttp" -> version.startsWith("2") ? "com.squareup.okhttp" : "com.squareup.okhttp3";
      case "okio", "okio-jvm" -> "com.squareup.okio";
      case "retrofit" -> "com.squareup.retrofit2";
      case "hibernate-core" ->
          version.startsWith("6") || version.startsWith("7")
              ? "org.hibernate.orm"
              : "org.hibernate";
      case "hibernate-entitymanager", "hibernate-envers" -> "org.hibernate";
      case "h2" -> "com.h2database";
      case "postgresql" -> "org.postgresql";
      case "mysql-connector-java" -> "mysql";
      case "mysql-connector-j" -> "com.mysql";
      case "mssql-jdbc" -> "com.microsoft.sqlserver";
      case "kafka-clients", "connect-api", "connect-runtime", "kafka-streams" -> "org.apache.kafka";
      case "zookeeper" -> "org.apache.zookeeper";
      case "commons-collections",
          "commons-beanutils",
          "commons-codec",
          "commons-fileupload",
          "commons-io",
          "commons-lang",
          "commons-logging",
          "commons-httpclient",
          "commons-net",
          "commons-pool",
          "commons-dbcp",
          "commons-digester",
          "commons-validator",
          "commons-cli",
          "commons-configuration" ->
          artifact;
      case "log4j", "junit", "xalan", "xerces", "dom4j", "jdom", "aopalliance" ->
          artifact.equals("dom4j") && version.startsWith("2") ? "org.dom4j" : artifact;
      case "xercesImpl" -> "xerces";
      case "jython", "jython-standalone" -> "org.python";
      case "antlr" -> "antlr";
      case "antlr4-runtime" -> "org.antlr";
      case "groovy", "groovy-all", "groovy-json", "groovy-xml", "groovy-templates" ->
          version.startsWith("4") || version.startsWith("5")
              ? "org.apache.groovy"
              : "org.codehaus.groovy";
      case "aspectjweaver", "aspectjrt" -> "org.aspectj";
      case "quartz" -> "org.quartz-scheduler";
      case "elasticsearch" -> "org.elasticsearch";
      case "lucene-core", "lucene-analyzers-common", "lucene-queryparser" -> "org.apache.lucene";
      case "solr-core", "solr-solrj" -> "org.apache.solr";
      case "protobuf-java" -> "com.google.protobuf";
      case "guava" -> "com.google.guava";
      case "gson" -> "com.google.code.gson";
      case "json" -> "org.json";
      case "caffeine" -> "com.github.ben-manes.caffeine";
      case "byte-buddy", "byte-buddy-agent" -> "net.bytebuddy";
      default -> "";
    };
  }

  /** By how the name begins, the longer beginning first. */
  private static String family(String artifact) {
    for (String[] family : FAMILIES) {
      if (artifact.startsWith(family[0])) {
        return family[1];
      }
    }
    return "";
  }
}

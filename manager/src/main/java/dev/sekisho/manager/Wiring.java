package dev.sekisho.manager;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sekisho.manager.access.ApiTokens;
import dev.sekisho.manager.access.Passwords;
import dev.sekisho.manager.access.Sessions;
import dev.sekisho.manager.access.Users;
import dev.sekisho.manager.agents.AgentCalls;
import dev.sekisho.manager.agents.AgentListener;
import dev.sekisho.manager.agents.HostReports;
import dev.sekisho.manager.agents.PolicyWait;
import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.identity.BundleSigner;
import dev.sekisho.manager.identity.Bundles;
import dev.sekisho.manager.identity.CertificateAuthority;
import dev.sekisho.manager.identity.EnrolmentTokens;
import dev.sekisho.manager.identity.HostIdentities;
import dev.sekisho.manager.store.AuditLog;
import dev.sekisho.manager.store.BundleRevision;
import dev.sekisho.manager.store.EventIntake;
import dev.sekisho.manager.store.EventSignal;
import dev.sekisho.manager.store.Events;
import dev.sekisho.manager.store.Hosts;
import dev.sekisho.manager.store.Overview;
import dev.sekisho.manager.store.Partitions;
import dev.sekisho.manager.store.Policies;
import dev.sekisho.manager.store.SettingsStore;
import dev.sekisho.manager.store.Workloads;
import dev.sekisho.wire.Json;
import io.quarkus.arc.DefaultBean;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Makes the manager's parts, each once, and gives each what it needs. */
@SuppressWarnings("MissingSummary") // the return types say all there is to say
final class Wiring {

  @Produces
  @Singleton
  @DefaultBean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  ObjectMapper json() {
    return Json.mapper();
  }

  @Produces
  @Singleton
  ManagerConfiguration configuration(Config config) {
    return ManagerConfiguration.read(
        ManagerProgram.hostName(),
        name -> config.getOptionalValue(name, String.class).filter(value -> !value.isBlank()));
  }

  @Produces
  @Singleton
  Database database() {
    return new Database();
  }

  @Produces
  @Singleton
  AuditLog auditLog(Database database, Clock clock) {
    return new AuditLog(database, clock);
  }

  @Produces
  @Singleton
  SettingsStore settings(Database database, AuditLog auditLog) {
    return new SettingsStore(database, auditLog);
  }

  @Produces
  @Singleton
  BundleRevision bundleRevision(Database database, Clock clock) {
    return new BundleRevision(database, clock);
  }

  @Produces
  @Singleton
  Policies policies(
      Database database, AuditLog auditLog, BundleRevision bundleRevision, Clock clock) {
    return new Policies(database, auditLog, bundleRevision, clock);
  }

  @Produces
  @Singleton
  Hosts hosts(Database database, Clock clock) {
    return new Hosts(database, clock);
  }

  @Produces
  @Singleton
  Workloads workloads(Database database, Clock clock) {
    return new Workloads(database, clock);
  }

  @Produces
  @Singleton
  Events events(Database database, Clock clock) {
    return new Events(database, clock);
  }

  @Produces
  @Singleton
  Overview overview(
      Database database,
      Events events,
      Hosts hosts,
      Workloads workloads,
      Policies policies,
      Clock clock) {
    return new Overview(database, events, hosts, workloads, policies, clock);
  }

  @Produces
  @Singleton
  Partitions partitions(Database database, Clock clock) {
    return new Partitions(database, clock);
  }

  @Produces
  @Singleton
  EventSignal eventSignal() {
    return new EventSignal();
  }

  @Produces
  @Singleton
  EventIntake eventIntake(
      Database database, Partitions partitions, EventSignal signal, Clock clock) {
    return new EventIntake(database, partitions, signal, clock);
  }

  @Produces
  @Singleton
  CertificateAuthority authority(ManagerConfiguration configuration, Clock clock) {
    try {
      return CertificateAuthority.open(
          Preparation.identityDirectory(configuration), Optional.empty(), clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Produces
  @Singleton
  BundleSigner signer(ManagerConfiguration configuration) {
    try {
      return BundleSigner.open(Preparation.identityDirectory(configuration));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Produces
  @Singleton
  Bundles bundles(Policies policies, BundleRevision revision, BundleSigner signer, Clock clock) {
    return new Bundles(policies, revision, signer, clock);
  }

  @Produces
  @Singleton
  EnrolmentTokens enrolmentTokens(
      Database database, AuditLog auditLog, CertificateAuthority authority, Clock clock) {
    return new EnrolmentTokens(database, auditLog, authority, clock);
  }

  @Produces
  @Singleton
  HostIdentities hostIdentities(
      Database database,
      AuditLog auditLog,
      CertificateAuthority authority,
      BundleSigner signer,
      EnrolmentTokens tokens,
      SettingsStore settings,
      Clock clock) {
    return new HostIdentities(database, auditLog, authority, signer, tokens, settings, clock);
  }

  @Produces
  @Singleton
  HostReports hostReports(Database database, Clock clock) {
    return new HostReports(database, clock);
  }

  @Produces
  @Singleton
  PolicyWait policyWait() {
    return new PolicyWait();
  }

  @Produces
  @Singleton
  AgentCalls agentCalls(
      HostIdentities identities,
      HostReports reports,
      EventIntake intake,
      Bundles bundles,
      BundleRevision revision,
      BundleSigner signer,
      PolicyWait wait) {
    return new AgentCalls(identities, reports, intake, bundles, revision, signer, wait);
  }

  @Produces
  @Singleton
  AgentListener agentListener(
      Vertx vertx,
      CertificateAuthority authority,
      ManagerConfiguration configuration,
      AgentCalls calls) {
    return new AgentListener(vertx, authority, Preparation.identityDirectory(configuration), calls);
  }

  @Produces
  @Singleton
  Passwords passwords() {
    return new Passwords();
  }

  @Produces
  @Singleton
  Users users(Database database, AuditLog auditLog, Passwords passwords, Clock clock) {
    return new Users(database, auditLog, passwords, clock);
  }

  @Produces
  @Singleton
  Sessions sessions(
      Database database,
      AuditLog auditLog,
      SettingsStore settings,
      Users users,
      Passwords passwords,
      Clock clock) {
    return new Sessions(database, auditLog, settings, users, passwords, clock);
  }

  @Produces
  @Singleton
  ApiTokens apiTokens(Database database, AuditLog auditLog, Clock clock) {
    return new ApiTokens(database, auditLog, clock);
  }
}

/** What the manager keeps: events, hosts, workloads, policies, settings and the audit log. */
@NullMarked
package dev.sekisho.manager.store;

import org.jspecify.annotations.NullMarked;

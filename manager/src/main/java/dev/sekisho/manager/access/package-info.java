/** Who may do what: users, passwords, sessions, API tokens and permissions. */
@NullMarked
package dev.sekisho.manager.access;

import org.jspecify.annotations.NullMarked;

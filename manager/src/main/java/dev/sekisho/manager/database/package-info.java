/** PostgreSQL: the embedded one as a child process, the pool of connections, the migrations. */
@NullMarked
package dev.sekisho.manager.database;

import org.jspecify.annotations.NullMarked;

package dev.sekisho.detect;

/** What a statement shows by itself, whoever wrote it. */
final class SqlStatement {
  private static final Words BAD_FUNCTIONS =
      Words.of(
          "benchmark char_to_login copy_file ctxsys dbms_ldap dbms_lock dbms_pipe dbms_xmlgen dblink"
              + " dblink_connect dblink_exec elt exp_backend_xid extractvalue fn_xe_file_target_read_file"
              + " fts3_tokenizer gtid_subset gtid_subtract load_extension load_file lo_export lo_import"
              + " make_set master openrowset opendatasource openquery pg_ls_dir pg_read_binary_file"
              + " pg_read_file pg_reload_conf pg_sleep pg_sleep_for pg_sleep_until pg_terminate_backend"
              + " query_to_xml randomblob readfile sleep sp_addlogin sp_configure sp_oacreate"
              + " sp_oamethod sys_eval sys_exec updatexml utl_file utl_http utl_inaddr utl_smtp utl_tcp"
              + " writefile xmltype xp_availablemedia xp_cmdshell xp_dirtree xp_fileexist xp_regread"
              + " xp_regwrite xp_subdirs zeroblob");

  /** Statements whose body holds semicolons of its own. */
  private static final Words WITH_BODY = Words.of("alter begin create declare do delimiter");

  private final Tokens tokens;
  private final SqlDialect dialect;

  SqlStatement(Tokens tokens, SqlDialect dialect) {
    this.tokens = tokens;
    this.dialect = dialect;
  }

  /** The token that shows it, -1 if none does. */
  int find(Algorithm algorithm) {
    switch (algorithm) {
      case ALWAYS_TRUE:
        return constant(true);
      case ALWAYS_FALSE:
        return constant(false);
      case BAD_FUNCTION:
        return badFunction();
      case STACKING_QUERIES:
        return stacked();
      case SYNTAX_ERROR:
        return broken();
      case TRAILING_COMMENT:
        return trailingComment();
      case UNIONS_SET:
        return union();
      case HTTP_PARAMS:
        return -1;
    }
    throw new AssertionError(algorithm);
  }

  private int constant(boolean wanted) {
    SqlConstants constants = new SqlConstants(tokens, dialect);
    for (int i = 0; i < tokens.count(); i++) {
      if (constants.joins(i, wanted)) {
        SqlConstants.Truth truth = constants.truthAt(i + 1);
        if (truth == (wanted ? SqlConstants.Truth.TRUE : SqlConstants.Truth.FALSE)) {
          return i + 1;
        }
      }
    }
    return -1;
  }

  private int badFunction() {
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.is(i, Kind.WORD)) {
        boolean called = tokens.is(i + 1, '(') || tokens.is(i + 1, '.');
        String word = tokens.lower(i);
        if (called && BAD_FUNCTIONS.contains(word)) {
          return i;
        }
        if (word.startsWith("xp_") || word.equals("sp_oacreate") || word.equals("sp_configure")) {
          return i;
        }
        if (word.equals("waitfor")
            && (tokens.isWord(i + 1, "delay") || tokens.isWord(i + 1, "time"))) {
          return i;
        }
        if (word.equals("into")
            && (tokens.isWord(i + 1, "outfile") || tokens.isWord(i + 1, "dumpfile"))) {
          return i;
        }
      }
    }
    return -1;
  }

  private int stacked() {
    int first = significant(0);
    if (first < 0 || (tokens.is(first, Kind.WORD) && WITH_BODY.contains(tokens.lower(first)))) {
      return -1;
    }
    for (int i = first; i < tokens.count(); i++) {
      if (tokens.is(i, ';')) {
        int next = significant(i + 1);
        while (tokens.is(next, ';')) {
          next = significant(next + 1);
        }
        return next < 0 ? -1 : next;
      }
    }
    return -1;
  }

  private int significant(int from) {
    for (int i = from; i < tokens.count(); i++) {
      if (tokens.kind(i) != Kind.COMMENT) {
        return i;
      }
    }
    return -1;
  }

  private int broken() {
    if (tokens.count() == 0) {
      return -1;
    }
    if (tokens.broken()) {
      return tokens.count() - 1;
    }
    int depth = 0;
    int open = -1;
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.is(i, '(')) {
        if (depth == 0) {
          open = i;
        }
        depth++;
      } else if (tokens.is(i, ')')) {
        depth--;
        if (depth < 0) {
          return i;
        }
      }
    }
    return depth > 0 ? open : -1;
  }

  private int trailingComment() {
    int last = tokens.count() - 1;
    if (!tokens.is(last, Kind.COMMENT)) {
      return -1;
    }
    boolean closedBlock =
        tokens.text().charAt(tokens.start(last)) == '/' && tokens.outer(last) < tokens.end(last);
    return closedBlock ? -1 : last;
  }

  private int union() {
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.isWord(i, "union")) {
        int next = significant(i + 1);
        if (tokens.isWord(next, "all") || tokens.isWord(next, "distinct")) {
          next = significant(next + 1);
        }
        while (tokens.is(next, '(')) {
          next = significant(next + 1);
        }
        if (tokens.isWord(next, "select")
            || tokens.isWord(next, "values")
            || tokens.isWord(next, "table")
            || tokens.isWord(next, "with")) {
          return i;
        }
      }
    }
    return -1;
  }
}

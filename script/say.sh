# What the scripts say to people, in English and Japanese, by LC_ALL, LC_MESSAGES, LANG. Sourced, not run.
# The Java command has catalogues of its own; these are the words needed before it exists.

speaks_japanese() {
  local wish=${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}
  [[ $wish == ja* ]]
}

# say KEY [VALUE…]: one line on standard error, so that standard output stays the command's own.
say() {
  local key=$1 form
  shift
  if speaks_japanese; then form=${SAY_JA[$key]}; else form=${SAY_EN[$key]}; fi
  # shellcheck disable=SC2059 # the form is ours, from the tables below
  printf "sekisho: $form\n" "$@" >&2
}

declare -A SAY_EN=(
  [no-jdk]='JDK 25 was not found (looked at JAVA_HOME, PATH and /usr/lib/jvm)\n  fix: install a JDK 25, such as Eclipse Temurin (https://adoptium.net), and set JAVA_HOME\n  see: docs/problems.md#no-jdk'
  [missing]='needed and not there: %s\n  fix: install as root: apt-get install %s (or the packages of your distribution with these commands)\n  see: docs/problems.md#missing-package'
  [installing]='installing system packages: %s'
  [install-failed]='apt-get could not install: %s (its output is above)'
  [building]='building (%s); only after a change of the sources'
  [built]='built in %s s'
  [module]='  %s'
  [build-failed]='the build failed; the whole log is in %s'
  [training]='making the start-up cache'
)
declare -A SAY_JA=(
  [no-jdk]='JDK 25 が見つかりません(JAVA_HOME、PATH、/usr/lib/jvm を確認しました)\n  対処: JDK 25(Eclipse Temurin など、https://adoptium.net)を導入し、JAVA_HOME を設定してください\n  参照: docs/problems.md#no-jdk'
  [missing]='必要なものがありません: %s\n  対処: root で apt-get install %s を実行してください(他のディストリビューションでは同じコマンドを含むパッケージ)\n  参照: docs/problems.md#missing-package'
  [installing]='システムパッケージを導入しています: %s'
  [install-failed]='apt-get で導入できませんでした: %s(出力は上にあります)'
  [building]='ビルドしています(%s)。ソースを変更したときだけ行われます'
  [built]='%s 秒でビルドしました'
  [module]='  %s'
  [build-failed]='ビルドに失敗しました。ログ全体: %s'
  [training]='起動用キャッシュを作成しています'
)

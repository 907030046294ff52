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
  [build-failed]='the build failed; the whole log is in %s'
  [test-usage]='unknown: %s (./sekisho test [--long] [--only modules|demo|archive])'
  [testing-modules]='running the tests of all modules; the whole log is in %s'
  [testing-demo]='running the demonstration (%s); its log is in %s'
  [testing-archive]='making the release archive and unpacking it'
  [first-block]='from unpacking the archive to the first blocked event: %s s'
  [bpffs-mounted]='mounted bpffs on /sys/fs/bpf for the time of the tests'
  [bpffs-missing]='bpffs cannot be mounted on /sys/fs/bpf: tests of pinned programs do not run'
  [engine-starting]='no container engine answers: starting one for the time of the tests; its log is in %s'
  [engine-missing]='there is no container engine: tests that need one do not run'
  [packing]='packing %s'
  [training-of]='making the start-up cache of the %s'
  [no-training]='no start-up cache for the %s: it starts without one, later (%s)'
  [packed]='made %s (%s MB)'
)
declare -A SAY_JA=(
  [no-jdk]='JDK 25 が見つかりません(JAVA_HOME、PATH、/usr/lib/jvm を確認しました)\n  対処: JDK 25(Eclipse Temurin など、https://adoptium.net)を導入し、JAVA_HOME を設定してください\n  参照: docs/problems.md#no-jdk'
  [missing]='必要なものがありません: %s\n  対処: root で apt-get install %s を実行してください(他のディストリビューションでは同じコマンドを含むパッケージ)\n  参照: docs/problems.md#missing-package'
  [installing]='システムパッケージを導入しています: %s'
  [install-failed]='apt-get で導入できませんでした: %s(出力は上にあります)'
  [building]='ビルドしています(%s)。ソースを変更したときだけ行われます'
  [built]='%s 秒でビルドしました'
  [build-failed]='ビルドに失敗しました。ログ全体: %s'
  [test-usage]='不明な指定: %s (./sekisho test [--long] [--only modules|demo|archive])'
  [testing-modules]='すべてのモジュールのテストを実行しています。ログ全体: %s'
  [testing-demo]='実演(%s)を実行しています。ログ: %s'
  [testing-archive]='配布アーカイブを作成し、展開しています'
  [first-block]='アーカイブの展開から最初の遮断まで: %s 秒'
  [bpffs-mounted]='テストの間だけ /sys/fs/bpf に bpffs をマウントしました'
  [bpffs-missing]='/sys/fs/bpf に bpffs をマウントできません。固定プログラムのテストは実行されません'
  [engine-starting]='コンテナエンジンが応答しないため、テストの間だけ起動します。ログ: %s'
  [engine-missing]='コンテナエンジンがありません。必要とするテストは実行されません'
  [packing]='%s を作成しています'
  [training-of]='%s の起動用キャッシュを作成しています'
  [no-training]='%s の起動用キャッシュはありません。起動が遅くなるだけです(%s)'
  [packed]='%s を作成しました(%s MB)'
)

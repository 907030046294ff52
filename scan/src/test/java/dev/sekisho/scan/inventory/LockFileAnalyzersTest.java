package dev.sekisho.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Component;
import dev.sekisho.model.Component.Scope;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockFileAnalyzersTest {
  private static LayerInventory clean(String path, String text) throws IOException {
    LayerInventory layer = Layer.of(path, text);
    assertThat(layer.gaps()).isEmpty();
    return layer;
  }

  private static List<String> purls(String path, String text) throws IOException {
    return Layer.purls(clean(path, text));
  }

  private static List<String> withScope(String path, String text, Scope scope) throws IOException {
    return clean(path, text).components().stream()
        .filter(c -> c.scope() == scope)
        .map(Component::purl)
        .map(Object::toString)
        .toList();
  }

  @Test
  void packageLocksOfVersion3NameTheirPackagesByDirectory() throws IOException {
    String text =
        """
        {"name": "app", "lockfileVersion": 3, "packages": {
          "": {"name": "app", "version": "1.0.0"},
          "node_modules/@babel/core": {"version": "7.1.2", "dev": true},
          "node_modules/a/node_modules/b": {"version": "2.0.0", "license": "MIT"},
          "node_modules/alias": {"name": "real", "version": "3.0.0", "optional": true},
          "packages/own": {"version": "0.1.0"},
          "node_modules/own": {"resolved": "packages/own", "link": true}},
         "dependencies": {"never": {"version": "9.9.9"}}}
        """;
    assertThat(purls("app/package-lock.json", text))
        .containsExactly("pkg:npm/%40babel/core@7.1.2", "pkg:npm/b@2.0.0", "pkg:npm/real@3.0.0");
    assertThat(withScope("app/package-lock.json", text, Scope.DEVELOPMENT))
        .containsExactly("pkg:npm/%40babel/core@7.1.2");
    assertThat(withScope("app/package-lock.json", text, Scope.OPTIONAL))
        .containsExactly("pkg:npm/real@3.0.0");
  }

  @Test
  void packageLocksOfVersion1NameThemAsATree() throws IOException {
    String text =
        """
        {"lockfileVersion": 1, "dependencies": {
          "a": {"version": "1.0.0", "requires": {"b": "^1"}, "dependencies": {
            "b": {"version": "2.0.0", "dev": true}}},
          "c": {"version": "npm:@x/real@3.0.0"},
          "own": {"version": "file:../own"}}}
        """;
    assertThat(purls("package-lock.json", text))
        .containsExactlyInAnyOrder("pkg:npm/a@1.0.0", "pkg:npm/b@2.0.0", "pkg:npm/%40x/real@3.0.0");
  }

  @Test
  void locksOfInstalledPackagesAreNobodysConcern() throws IOException {
    assertThat(purls("node_modules/x/package-lock.json", "{")).isEmpty();
    assertThat(purls("usr/lib/python3/dist-packages/x/requirements.txt", "a==1")).isEmpty();
  }

  @Test
  void bunLocksAreJsonWithTrailingCommas() throws IOException {
    String text =
        """
        {
          "lockfileVersion": 1,
          "workspaces": {"": {"name": "app",},},
          // a comment
          "packages": {
            "@types/node": ["@types/node@20.1.0", "", {}, "sha512-x"],
            "own": ["own@workspace:packages/own"],
            "left-pad": ["left-pad@1.3.0", "", {}, "sha512-y"],
          },
        }
        """;
    assertThat(purls("bun.lock", text))
        .containsExactly("pkg:npm/%40types/node@20.1.0", "pkg:npm/left-pad@1.3.0");
  }

  @Test
  void yarnLocksOfBothKindsAreRead() throws IOException {
    String first =
        """
        # yarn lockfile v1

        "@babel/core@^7.0.0", "@babel/core@^7.1.0":
          version "7.12.3"
          resolved "https://example.org/core.tgz#abc"
          dependencies:
            version "1.0.0"

        alias@npm:@x/real@^1:
          version "1.5.0"
        left-pad@^1.3.0:
          version "1.3.0"
        """;
    assertThat(purls("yarn.lock", first))
        .containsExactly(
            "pkg:npm/%40babel/core@7.12.3", "pkg:npm/%40x/real@1.5.0", "pkg:npm/left-pad@1.3.0");
    String later =
        """
        __metadata:
          version: 8
          cacheKey: 10

        "alias@npm:real@^4.0.0":
          version: 4.17.21
          resolution: "real@npm:4.17.21"
          linkType: hard

        "app@workspace:.":
          version: 0.0.0-use.local
          resolution: "app@workspace:."
          linkType: soft

        "@x/y@npm:^1.0.0, @x/y@npm:^1.2.0":
          version: 1.2.3
          resolution: "@x/y@npm:1.2.3"
        """;
    assertThat(purls("yarn.lock", later))
        .containsExactly("pkg:npm/real@4.17.21", "pkg:npm/%40x/y@1.2.3");
  }

  @Test
  void pnpmLocksOfVersions5And6And9AreRead() throws IOException {
    assertThat(
            purls(
                "pnpm-lock.yaml",
                """
                lockfileVersion: 5.4
                packages:

                  /@babel/core/7.1.2_peer@1.0.0:
                    resolution: {integrity: sha512-x}
                    dev: true

                  /left-pad/1.3.0:
                    resolution: {integrity: sha512-y}
                """))
        .containsExactly("pkg:npm/%40babel/core@7.1.2", "pkg:npm/left-pad@1.3.0");
    assertThat(
            purls(
                "pnpm-lock.yaml",
                """
                lockfileVersion: '6.0'
                packages:

                  /@babel/core@7.1.2(peer@1.0.0):
                    dev: false

                  github.com/o/r/abc:
                    name: r
                    version: 2.0.0
                """))
        .containsExactly("pkg:npm/%40babel/core@7.1.2", "pkg:npm/r@2.0.0");
    assertThat(
            purls(
                "pnpm-lock.yaml",
                """
                lockfileVersion: '9.0'
                packages:

                  '@babel/core@7.1.2':
                    resolution: {integrity: sha512-x}

                  left-pad@1.3.0:
                    resolution: {integrity: sha512-x}

                snapshots:

                  'never@1.0.0': {}
                """))
        .containsExactly("pkg:npm/%40babel/core@7.1.2", "pkg:npm/left-pad@1.3.0");
  }

  @Test
  void pythonLocksOfPoetryUvPdmAndPep751AreRead() throws IOException {
    assertThat(
            purls(
                "poetry.lock",
                """
                # @generated
                [[package]]
                name = "Django"
                version = "4.2.1"
                optional = false
                files = [
                    {file = "a.whl", hash = "sha256:x"},
                    {file = "b]", hash = "}"},
                ]

                [package.dependencies]
                name = "not a package"

                [[package]]
                name = "pytest"
                version = "7.0"
                category = "dev"

                [metadata]
                lock-version = "2.0"
                """))
        .containsExactly("pkg:pypi/django@4.2.1", "pkg:pypi/pytest@7.0");
    assertThat(
            purls(
                "uv.lock",
                """
                version = 1
                [[package]]
                name = "app"
                version = "0.1.0"
                source = { editable = "." }

                [[package]]
                name = "anyio"
                version = "4.3.0"
                source = { registry = "https://example.org" }
                """))
        .containsExactly("pkg:pypi/anyio@4.3.0");
    String pdm =
        """
        [[package]]
        name = "a_b"
        version = "1.0"
        groups = ["default", "dev"]

        [[package]]
        name = "pytest"
        version = "7.0"
        groups = ["test"]
        """;
    assertThat(purls("pdm.lock", pdm)).containsExactly("pkg:pypi/a-b@1.0", "pkg:pypi/pytest@7.0");
    assertThat(withScope("pdm.lock", pdm, Scope.DEVELOPMENT))
        .containsExactly("pkg:pypi/pytest@7.0");
    assertThat(purls("pylock.toml", "[[packages]]\nname = 'x'\nversion = '1'\n"))
        .containsExactly("pkg:pypi/x@1");
  }

  @Test
  void pipenvPinsAreRead() throws IOException {
    String text =
        """
        {"_meta": {"hash": {}}, "default": {"Requests": {"version": "==2.31.0"},
         "local": {"path": "."}}, "develop": {"black": {"version": "==23.1"}}}
        """;
    assertThat(purls("Pipfile.lock", text))
        .containsExactly("pkg:pypi/requests@2.31.0", "pkg:pypi/black@23.1");
    assertThat(withScope("Pipfile.lock", text, Scope.DEVELOPMENT))
        .containsExactly("pkg:pypi/black@23.1");
  }

  @Test
  void requirementsArePinsAndWhatIsNotPinnedIsSaid() throws IOException {
    LayerInventory layer =
        Layer.of(
            "app/requirements.txt",
            """
            # comment
            -r other.txt
            Django[argon2]==4.2.1 ; python_version >= "3.8"  # why
            requests == 2.31.0 --hash=sha256:abc
            flask===2.0 \\
                --hash=sha256:def
            open>=1.0
            range==1.*
            """);
    assertThat(Layer.purls(layer))
        .containsExactly("pkg:pypi/django@4.2.1", "pkg:pypi/requests@2.31.0", "pkg:pypi/flask@2.0");
    assertThat(Layer.gaps(layer)).containsExactly("2 requirements name no exact version");
    assertThat(layer.components().getFirst().locations().getFirst().line()).hasValue(3);
  }

  @Test
  void cargoLocksNameEachCrate() throws IOException {
    assertThat(
            purls(
                "Cargo.lock",
                """
                version = 3

                [[package]]
                name = "rand"
                version = "0.7.2"
                source = "registry+https://example.org"
                dependencies = [
                 "libc",
                 "x 1.0.0",
                ]

                [[package]]
                name = "app"
                version = "0.1.0"
                """))
        .containsExactly("pkg:cargo/rand@0.7.2", "pkg:cargo/app@0.1.0");
  }

  @Test
  void goModulesAreReadWithWhatReplacesThem() throws IOException {
    assertThat(
            purls(
                "go.mod",
                """
                module example.com/app // the app

                go 1.21

                toolchain go1.22.1

                require github.com/a/b v1.0.0
                require (
                	golang.org/x/net v0.1.0 // indirect
                	example.com/local v0.0.0
                	example.com/other v1.0.0
                )
                replace (
                	golang.org/x/net v0.1.0 => golang.org/x/net v0.17.0
                	example.com/local => ./local
                )
                replace example.com/other => example.org/fork v1.1.0
                exclude github.com/a/b v0.9.0
                """))
        .containsExactly(
            "pkg:golang/github.com/a/b@v1.0.0",
            "pkg:golang/golang.org/x/net@v0.17.0",
            "pkg:golang/example.org/fork@v1.1.0",
            "pkg:golang/stdlib@1.22.1");
  }

  @Test
  void sumsCountOnlyWhereTheModuleFileDoesNotListAll() throws IOException {
    String sum = "github.com/a/b v1.0.0 h1:x=\ngithub.com/a/b v1.0.0/go.mod h1:y=\n";
    List<String> old =
        LayerStack.directory(
                new Layer().file("old/go.mod", "go 1.16\n").file("old/go.sum", sum).read())
            .components()
            .stream()
            .map(c -> c.purl().toString())
            .toList();
    assertThat(old).containsExactly("pkg:golang/github.com/a/b@v1.0.0", "pkg:golang/stdlib@1.16");
    List<String> recent =
        LayerStack.directory(
                new Layer().file("new/go.mod", "go 1.17\n").file("new/go.sum", sum).read())
            .components()
            .stream()
            .map(c -> c.purl().toString())
            .toList();
    assertThat(recent).containsExactly("pkg:golang/stdlib@1.17");
  }

  @Test
  void gemfileLocksAndInstalledGemsAreRead() throws IOException {
    assertThat(
            purls(
                "Gemfile.lock",
                """
                GIT
                  remote: https://example.org/x.git
                  specs:
                    forked (0.1.0)

                PATH
                  remote: .
                  specs:
                    own (1.0.0)

                GEM
                  remote: https://example.org/
                  specs:
                    nokogiri (1.15.0-x86_64-linux)
                      racc (~> 1.4)
                    rails (7.0.4.3)

                DEPENDENCIES
                  rails
                """))
        .containsExactly(
            "pkg:gem/forked@0.1.0", "pkg:gem/nokogiri@1.15.0", "pkg:gem/rails@7.0.4.3");
    LayerInventory installed =
        clean(
            "usr/lib/ruby/gems/3.1.0/specifications/rake-13.0.6.gemspec",
            """
            Gem::Specification.new do |s|
              s.name = "rake".freeze
              s.version = "13.0.6"
              s.licenses = ["MIT".freeze, "Ruby".freeze]
              s.add_dependency "x", "= 1"
            end
            """);
    assertThat(Layer.purls(installed)).containsExactly("pkg:gem/rake@13.0.6");
    assertThat(installed.components().getFirst().licences()).containsExactly("MIT", "Ruby");
  }

  @Test
  void composerIsReadInstalledAndLocked() throws IOException {
    assertThat(
            purls(
                "app/vendor/composer/installed.json",
                "{\"packages\": [{\"name\": \"Monolog/monolog\", \"version\": \"2.9.1\"}]}"))
        .containsExactly("pkg:composer/monolog/monolog@2.9.1");
    assertThat(
            purls(
                "app/vendor/composer/installed.json",
                "[{\"name\": \"a/b\", \"version\": \"v1.0\", \"license\": [\"MIT\"]}]"))
        .containsExactly("pkg:composer/a/b@v1.0");
    assertThat(
            withScope(
                "composer.lock",
                """
                {"packages": [{"name": "a/b", "version": "1"}],
                 "packages-dev": [{"name": "c/d", "version": "2"}]}
                """,
                Scope.DEVELOPMENT))
        .containsExactly("pkg:composer/c/d@2");
  }

  @Test
  void dotnetIsReadPublishedLockedAndConfigured() throws IOException {
    assertThat(
            purls(
                "app/App.deps.json",
                """
                {"runtimeTarget": {"name": "x"}, "libraries": {
                  "App/1.0.0": {"type": "project"},
                  "Newtonsoft.Json/12.0.3": {"type": "package", "sha512": "x"},
                  "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/6.0.1":
                    {"type": "runtimepack"}}}
                """))
        .containsExactly(
            "pkg:nuget/Newtonsoft.Json@12.0.3",
            "pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@6.0.1");
    assertThat(
            purls(
                "packages.lock.json",
                """
                {"version": 1, "dependencies": {"net8.0": {
                  "A": {"type": "Direct", "resolved": "1.0"},
                  "Own": {"type": "Project"}}}}
                """))
        .containsExactly("pkg:nuget/A@1.0");
    assertThat(
            purls(
                "packages.config",
                """
                <?xml version="1.0"?>
                <!DOCTYPE packages [<!ENTITY x "y">]>
                <packages><!-- <package id="no" version="1"/> -->
                  <package id='A' version="2.0" developmentDependency="true" />
                </packages>
                """))
        .containsExactly("pkg:nuget/A@2.0");
  }

  @Test
  void swiftDartElixirConanAndGradleAreRead() throws IOException {
    assertThat(
            purls(
                "Package.resolved",
                """
                {"object": {"pins": [{"package": "x", "repositoryURL":
                  "https://github.com/Alamofire/Alamofire.git", "state":
                  {"branch": null, "revision": "abc", "version": "5.4.3"}}]}, "version": 1}
                """))
        .containsExactly("pkg:swift/github.com/Alamofire/Alamofire@5.4.3");
    assertThat(
            purls(
                "Package.resolved",
                """
                {"pins": [{"identity": "x", "location": "git@github.com:apple/swift-nio.git",
                  "state": {"revision": "abc", "version": "2.0.0"}}], "version": 2}
                """))
        .containsExactly("pkg:swift/github.com/apple/swift-nio@2.0.0");
    assertThat(
            purls(
                "pubspec.lock",
                """
                packages:
                  http:
                    dependency: "direct main"
                    description:
                      name: http
                    source: hosted
                    version: "0.13.5"
                  flutter:
                    source: sdk
                    version: "0.0.0"
                sdks:
                  dart: ">=2.0"
                """))
        .containsExactly("pkg:pub/http@0.13.5");
    assertThat(
            purls(
                "mix.lock",
                """
                %{
                  "plug": {:hex, :plug, "1.14.0", "hash", [:mix], [{:mime, "~> 1.0"}], "hexpm"},
                  "forked": {:git, "https://example.org/x.git", "abc", []},
                }
                """))
        .containsExactly("pkg:hex/plug@1.14.0");
    assertThat(
            purls(
                "conan.lock",
                """
                {"version": "0.5", "requires": ["zlib/1.2.11#rev%1675", "a/1@user/channel"],
                 "build_requires": ["cmake/3.2"]}
                """))
        .containsExactly(
            "pkg:conan/zlib@1.2.11",
            "pkg:conan/a@1?channel=channel&user=user",
            "pkg:conan/cmake@3.2");
    assertThat(
            purls(
                "conan.lock",
                """
                {"graph_lock": {"nodes": {"0": {"ref": "own/1.0"}, "1": {"ref": "zlib/1.2.11#0"}}}}
                """))
        .containsExactly("pkg:conan/zlib@1.2.11");
    assertThat(
            withScope(
                "gradle.lockfile",
                """
                # This is a Gradle generated file
                org.a:b:1.0=compileClasspath,testCompileClasspath
                junit:junit:4.13=testCompileClasspath,testRuntimeClasspath
                empty=annotationProcessor
                """,
                Scope.DEVELOPMENT))
        .containsExactly("pkg:maven/junit/junit@4.13");
  }

  @Test
  void pomsGiveWhatTheyDecideAndSayWhatOthersDecide() throws IOException {
    LayerInventory layer =
        Layer.of(
            "pom.xml",
            """
            <?xml version="1.0"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <parent><groupId>org.parent</groupId><version>3</version></parent>
              <artifactId>app</artifactId>
              <properties><a.version>${b}</a.version><b>1.2</b><loop>${loop}</loop></properties>
              <dependencyManagement><dependencies>
                <dependency><groupId>org.m</groupId><artifactId>m</artifactId>
                  <version>9</version></dependency>
              </dependencies></dependencyManagement>
              <dependencies>
                <dependency><groupId>org.a</groupId><artifactId>a</artifactId>
                  <version>${a.version}</version>
                  <exclusions><exclusion><groupId>no</groupId></exclusion></exclusions>
                </dependency>
                <dependency><groupId>${project.groupId}</groupId><artifactId>own</artifactId>
                  <version>${project.version}</version><scope>test</scope></dependency>
                <dependency><groupId>org.m</groupId><artifactId>m</artifactId></dependency>
                <dependency><groupId>org.o</groupId><artifactId>open</artifactId></dependency>
                <dependency><groupId>org.l</groupId><artifactId>loop</artifactId>
                  <version>${loop}</version></dependency>
              </dependencies>
            </project>
            """);
    assertThat(Layer.purls(layer))
        .containsExactly(
            "pkg:maven/org.a/a@1.2", "pkg:maven/org.parent/own@3", "pkg:maven/org.m/m@9");
    assertThat(Layer.gaps(layer))
        .containsExactly(
            "2 dependencies have a version that another POM decides: org.o:open, org.l:loop");
  }
}

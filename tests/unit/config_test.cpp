#include "goto_token/config/config.hpp"

#include <gtest/gtest.h>

#include "support/failure.hpp"
#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

using namespace std::chrono_literals;

/// In an empty working folder, so that no env file is found but the test's own.
class ConfigTest : public testing::Test {
 protected:
  /// The configuration of a client with these settings in the environment.
  static Config config_of(Environment environment, const CommandLine& command_line = {}) {
    environment.emplace("OAUTH_CLIENT_ID", "id");
    return make_config(command_line, Settings(std::move(environment), std::nullopt));
  }

  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  WorkingFolder working_folder_{folder_.path()};
};

TEST_F(ConfigTest, HasDefaults) {
  const Config config = config_of({});
  EXPECT_EQ(config.client.id, "id");
  EXPECT_TRUE(config.client.secret.empty());
  EXPECT_EQ(config.client.authentication, std::nullopt);
  EXPECT_EQ(config.redirect_uri.text, "http://127.0.0.1:5000/login/oauth2/code/goto");
  EXPECT_EQ(config.redirect_uri.url.host, "127.0.0.1");
  EXPECT_EQ(config.redirect_uri.url.port, 5000);
  EXPECT_EQ(config.redirect_uri.url.path, "/login/oauth2/code/goto");
  EXPECT_EQ(config.scopes, std::vector<std::string>{});
  EXPECT_EQ(config.timeout, 300s);
  EXPECT_EQ(config.browser_commands, std::vector<std::string>{});
  EXPECT_TRUE(config.browser_wanted);
  EXPECT_EQ(config.ssh_destination, std::nullopt);
  EXPECT_EQ(config.ca_file, "");
}

TEST_F(ConfigTest, NamesTheFilesOfTheClientCertificateWithTheirKeys) {
  const Config config =
      config_of({{"OAUTH_CLIENT_CERT_FILE", "client.pem"}, {"OAUTH_CLIENT_KEY_FILE", "client.key"}});
  EXPECT_TRUE(config.client.certificate);
  EXPECT_EQ(config.client.authentication, std::nullopt);
  const ClientCertificateFiles files = make_client_certificate_files(config);
  EXPECT_EQ(files.certificate.path, "client.pem");
  EXPECT_EQ(files.certificate.origin, "OAUTH_CLIENT_CERT_FILE in the environment");
  EXPECT_EQ(files.key.path, "client.key");
  EXPECT_EQ(files.key.origin, "OAUTH_CLIENT_KEY_FILE in the environment");
}

TEST_F(ConfigTest, TellsWhatToDoWhereAServerRequiresACertificate) {
  const auto hint_of = [](Environment environment) {
    return make_client_certificate_files(config_of(std::move(environment))).required_hint;
  };
  const Environment files = {{"OAUTH_CLIENT_CERT_FILE", "c"}, {"OAUTH_CLIENT_KEY_FILE", "k"}};
  const auto with_method = [files](const char* method) {
    Environment environment = files;
    environment.emplace("OAUTH_CLIENT_AUTH", method);
    return environment;
  };
  const std::string withheld =
      "the client certificate is presented with client authentication tls alone, and never for metadata; "
      "OAUTH_TOKEN_ENDPOINT and its like name endpoints without that";
  EXPECT_EQ(hint_of({}),
            "name a certificate that the server accepts with OAUTH_CLIENT_CERT_FILE, and its key with "
            "OAUTH_CLIENT_KEY_FILE");
  EXPECT_EQ(hint_of(files), withheld);
  EXPECT_EQ(hint_of(with_method("tls")), withheld);
  EXPECT_EQ(hint_of(with_method("none")),
            "the certificate of OAUTH_CLIENT_CERT_FILE is presented with OAUTH_CLIENT_AUTH=tls alone");
}

TEST_F(ConfigTest, AllowsPlainHttpToTheServerWhereTheOptionSaysSo) {
  CommandLine command_line;
  command_line.allow_http = true;
  const Config config = config_of({{"OAUTH_SERVICE_URL", "http://h"}}, command_line);
  EXPECT_EQ(to_string(std::get<AuthorizationServer>(config.server).token_endpoint), "http://h/oauth/token");
}

TEST_F(ConfigTest, TakesOptionsBeforeTheEnvironmentBeforeTheFile) {
  folder().write(".env", "OAUTH_SCOPE=file\nOAUTH_TIMEOUT=1\nOAUTH_CA_FILE=file.pem\nBROWSER=file\n");
  const Environment environment = {{"OAUTH_SCOPE", "b a b"},
                                   {"OAUTH_TIMEOUT", "2"},
                                   {"OAUTH_CA_FILE", "process.pem"},
                                   {"BROWSER", "process"}};
  CommandLine command_line;
  command_line.scopes = {"option"};
  command_line.timeout = 3s;
  command_line.ca_file = "option.pem";
  command_line.browser = "option";

  const Config from_file = config_of({});
  EXPECT_EQ(from_file.scopes, std::vector<std::string>{"file"});
  EXPECT_EQ(from_file.timeout, 1s);
  EXPECT_EQ(from_file.ca_file, "file.pem");
  EXPECT_TRUE(from_file.browser_commands.empty()) << "a file cannot name a program to run";

  const Config from_environment = config_of(environment);
  EXPECT_EQ(from_environment.scopes, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(from_environment.timeout, 2s);
  EXPECT_EQ(from_environment.ca_file, "process.pem");
  EXPECT_EQ(from_environment.browser_commands, std::vector<std::string>{"process"});

  const Config from_options = config_of(environment, command_line);
  EXPECT_EQ(from_options.scopes, std::vector<std::string>{"option"});
  EXPECT_EQ(from_options.timeout, 3s);
  EXPECT_EQ(from_options.ca_file, "option.pem");
  EXPECT_EQ(from_options.browser_commands, std::vector<std::string>{"option"});
}

TEST_F(ConfigTest, AsksForNoScopeWhereTheOptionSaysSo) {
  CommandLine command_line;
  command_line.scopes.emplace();
  EXPECT_EQ(config_of({{"OAUTH_SCOPE", "a"}}, command_line).scopes, std::vector<std::string>{});
}

TEST_F(ConfigTest, WaitsForEverWithATimeoutOfZero) {
  CommandLine command_line;
  command_line.timeout = 0s;
  EXPECT_EQ(config_of({{"OAUTH_TIMEOUT", "5"}}, command_line).timeout, std::nullopt);
  EXPECT_EQ(config_of({{"OAUTH_TIMEOUT", "0"}}).timeout, std::nullopt);
  EXPECT_EQ(config_of({{"OAUTH_TIMEOUT", "5m"}}).timeout, 300s);
}

TEST_F(ConfigTest, LeavesItToTheDeviceCodeHowLongToWaitUnlessThatIsSet) {
  const CommandLine command_line = parse_command_line({"--grant", "device-code"});
  EXPECT_EQ(config_of({}, command_line).timeout, std::nullopt);
  EXPECT_EQ(config_of({{"OAUTH_TIMEOUT", "5"}}, command_line).timeout, 5s);
  EXPECT_EQ(config_of({{"OAUTH_TIMEOUT", "0"}}, command_line).timeout, std::nullopt);
}

TEST_F(ConfigTest, ReadsARedirectUriOnlyForTheGrantThatHasOne) {
  const Environment environment = {{"OAUTH_REDIRECT_URI", "app://back"}};
  EXPECT_EQ(config_of(environment, parse_command_line({"--grant", "device-code"})).redirect_uri.text, "");
  EXPECT_EQ(failure_of([&] { return config_of(environment); }).code, ExitCode::Configuration);
}

TEST_F(ConfigTest, WantsNoBrowserWhereItIsNone) {
  CommandLine command_line;
  command_line.browser = "none";
  EXPECT_FALSE(config_of({{"BROWSER", "firefox"}}, command_line).browser_wanted);
  EXPECT_FALSE(config_of({{"BROWSER", "none"}}).browser_wanted);
  EXPECT_FALSE(config_of({{"BROWSER", "none:firefox"}}).browser_wanted);
  EXPECT_TRUE(config_of({{"BROWSER", "firefox"}}).browser_wanted);
  EXPECT_TRUE(config_of({{"BROWSER", "firefox:none"}}).browser_wanted);
  EXPECT_TRUE(config_of({{"BROWSER", ":"}}).browser_wanted);
}

TEST_F(ConfigTest, TakesAListOfBrowsersFromTheEnvironmentAndOneFromTheOption) {
  const Environment environment = {{"BROWSER", "firefox:w3m -T a"}};
  EXPECT_EQ(config_of(environment).browser_commands, (std::vector<std::string>{"firefox", "w3m -T a"}));
  CommandLine command_line;
  command_line.browser = "a:b";
  EXPECT_EQ(config_of(environment, command_line).browser_commands, std::vector<std::string>{"a:b"});
}

TEST_F(ConfigTest, TakesTheCredentialHelperFromTheOptionOrTheProcessEnvironmentAlone) {
  const std::string key = "OAUTH_CREDENTIAL_HELPER";
  folder().write(".env", "OAUTH_SCOPE=a\n" + key + "=from-file\n");
  EXPECT_EQ(config_of({}).credential_helper, "");
  EXPECT_EQ(config_of({{key, ""}}).credential_helper, "");
  EXPECT_EQ(config_of({{key, "from-environment"}}).credential_helper, "from-environment");
  const CommandLine command_line = parse_command_line({"--credential-helper", "from-option"});
  EXPECT_EQ(config_of({{key, "from-environment"}}, command_line).credential_helper, "from-option");
  EXPECT_EQ(config_of({{key, "a/b"}}, command_line).credential_helper, "from-option");
}

TEST_F(ConfigTest, TakesTheClientSecretFromAFile) {
  folder().write("secret", "3naO10IA2agcvG+9I9TGEQ==\n");
  EXPECT_EQ(config_of({{"OAUTH_CLIENT_SECRET_FILE", "secret"}}).client.secret.reveal(),
            "3naO10IA2agcvG+9I9TGEQ==");
}

TEST_F(ConfigTest, DoesNotReadTheClientsKey) {
  const Config config = config_of({{"OAUTH_CLIENT_KEY_FILE", "missing.pem"}, {"OAUTH_CLIENT_KEY_ID", "k"}});
  EXPECT_EQ(config.client.key.id, "k");
  EXPECT_EQ(failure_of([&] { return config.client.key.read().algorithms().size(); }).message,
            "OAUTH_CLIENT_KEY_FILE in the environment: cannot read 'missing.pem': No such file or directory");
  EXPECT_EQ(config_of({{"OAUTH_CLIENT_KEY_ID", "k"}}).client.key.read, nullptr);
}

TEST_F(ConfigTest, MeansAssertionsForTheIssuerOrElseForTheTokenEndpoint) {  // OpenID Connect Core 1.0 §9
  const auto audience = [](const Environment& environment) {
    return config_of(environment).client.key.audience;
  };
  EXPECT_EQ(audience({}), "https://authentication.logmeininc.com/oauth/token");
  EXPECT_EQ(audience({{"OAUTH_TOKEN_ENDPOINT", "https://h/t?a=1"}}), "https://h/t?a=1");
  EXPECT_EQ(audience({{"OAUTH_ISSUER", "https://H:443/t/"}, {"OAUTH_TOKEN_ENDPOINT", "https://h/t"}}),
            "https://H:443/t/");
}

TEST_F(ConfigTest, TakesEveryMethodOfClientAuthentication) {
  struct Case {
    std::string value;
    std::optional<ClientAuthentication> authentication;
  };
  for (const auto& [value, authentication] : std::vector<Case>{{"auto", std::nullopt},
                                                               {"", std::nullopt},
                                                               {"basic", ClientAuthentication::Basic},
                                                               {"basic-raw", ClientAuthentication::BasicRaw},
                                                               {"post", ClientAuthentication::Post},
                                                               {"none", ClientAuthentication::None}}) {
    EXPECT_EQ(config_of({{"OAUTH_CLIENT_AUTH", value}, {"OAUTH_CLIENT_SECRET", "s"}}).client.authentication,
              authentication)
        << value;
  }
  EXPECT_EQ(config_of({{"OAUTH_CLIENT_AUTH", "none"}}).client.authentication, ClientAuthentication::None);
}

TEST_F(ConfigTest, TakesRedirectUrisOnLoopback) {
  struct Case {
    std::string text;
    std::string host;
    std::string path;
  };
  for (const auto& [text, host, path] : std::vector<Case>{{"http://localhost:8080/cb", "localhost", "/cb"},
                                                          {"http://[::1]:5000/cb?x=1", "::1", "/cb"},
                                                          {"http://127.0.0.2:0/", "127.0.0.2", "/"},
                                                          {"http://127.0.0.1:5000", "127.0.0.1", "/"},
                                                          {"HTTP://LOCALHOST:1/Cb", "localhost", "/Cb"}}) {
    const Config config = config_of({{"OAUTH_REDIRECT_URI", text}});
    EXPECT_EQ(config.redirect_uri.text, text);
    EXPECT_EQ(config.redirect_uri.url.host, host);
    EXPECT_EQ(config.redirect_uri.url.path, path);
  }
}

TEST_F(ConfigTest, PastesTheResponseWhereTheBrowserDoesNotReachUs) {
  struct Case {
    std::string redirect_uri;
    std::vector<std::string> arguments;
    bool paste;
  };
  for (const auto& [redirect_uri, arguments, paste] : std::vector<Case>{
           {"http://127.0.0.1:5000/cb", {}, false},
           {"http://127.0.0.1:5000/cb", {"--paste"}, true},
           {"http://127.0.0.1:5000/cb", {"--listen", "0.0.0.0"}, false},
           {"https://127.0.0.1:5000/cb", {}, true},
           {"https://app.example.com/cb", {}, true},
           {"https://app.example.com/cb", {"--listen", "0.0.0.0:5000"}, false},
           {"http://app.example.com/cb", {"--allow-http"}, true},
       }) {
    EXPECT_EQ(config_of({{"OAUTH_REDIRECT_URI", redirect_uri}}, parse_command_line(arguments)).paste, paste)
        << redirect_uri;
  }
}

TEST_F(ConfigTest, KnowsThisMachinesAddressOverSsh) {
  const auto destination = [](const std::string& connection) {
    return config_of({{"SSH_CONNECTION", connection}}).ssh_destination;
  };
  EXPECT_EQ(destination("192.0.2.1 50000 198.51.100.7 22"), "198.51.100.7");
  EXPECT_EQ(destination("192.0.2.1 50000 198.51.100.7 2222"), "-p 2222 198.51.100.7");
  EXPECT_EQ(destination("2001:db8::1 50000 2001:db8::7 22"), "2001:db8::7");
  EXPECT_EQ(destination("fe80::1%eth0 50000 fe80::7%eth0 2222"), "-p 2222 fe80::7%eth0");
  for (const std::string connection :
       {"odd", "a b 198.51.100.7", "a b 198.51.100.7 ssh", "a b 198.51.100.7 65536",
        "a b -oProxyCommand=x 22", "a b $(reboot) 22", "a b \x1b[31m 22"}) {
    EXPECT_EQ(destination(connection), "HOST") << connection;
  }
}

TEST_F(ConfigTest, KnowsTheUsersNameOverSsh) {
  const auto destination = [](const std::string& user, const std::string& logname,
                              const std::string& connection = "192.0.2.1 50000 198.51.100.7 22") {
    return config_of({{"SSH_CONNECTION", connection}, {"USER", user}, {"LOGNAME", logname}}).ssh_destination;
  };
  EXPECT_EQ(destination("ada", "other"), "ada@198.51.100.7");
  EXPECT_EQ(destination("", "ada"), "ada@198.51.100.7");
  EXPECT_EQ(destination("ada", "", "192.0.2.1 50000 2001:db8::7 2222"), "-p 2222 ada@2001:db8::7");
  EXPECT_EQ(destination("ada", "", "odd"), "ada@HOST");
  EXPECT_EQ(destination(R"(EXAMPLE\ada)", ""), R"('EXAMPLE'\\'ada@198.51.100.7')");
  EXPECT_EQ(destination("-oProxyCommand=x", ""), "198.51.100.7");
  EXPECT_EQ(destination("two words", "ada"), "ada@198.51.100.7");
}

TEST_F(ConfigTest, PutsTheRealPortInPlaceOfZeroAndChangesNothingElse) {
  struct Case {
    std::string written;
    std::string real;
  };
  for (const auto& [written, real] : std::vector<Case>{
           {"http://127.0.0.1:0/cb", "http://127.0.0.1:49152/cb"},
           {"http://127.0.0.1:0", "http://127.0.0.1:49152"},
           {"http://127.0.0.1:000/cb:0", "http://127.0.0.1:49152/cb:0"},
           {"http://LocalHost:0/a%2Fb?x=:0&y", "http://LocalHost:49152/a%2Fb?x=:0&y"},
           {"http://[::1]:0?x", "http://[::1]:49152?x"},
           {"http://127.0.0.1:5000/cb", "http://127.0.0.1:5000/cb"},
           {"http://127.0.0.1/cb", "http://127.0.0.1/cb"},
       }) {
    EXPECT_EQ(with_real_port({written, require_url(written)}, 49152), real);
  }
}

TEST_F(ConfigTest, NamesWeakPointsThatWorkButShouldBeFixed) {
  folder().write("open", "s", 0644);
  folder().write("closed", "s", 0600);
  folder().write(".env", "OAUTH_REFRESH_TOKEN=s\n", 0644);
  const auto weak_points = [](const std::string& path) {
    const Settings settings({{"OAUTH_CLIENT_SECRET_FILE", path}}, std::nullopt);
    EXPECT_TRUE(settings.find_secret("OAUTH_CLIENT_SECRET"));
    return find_weak_points(settings);
  };
  EXPECT_EQ(
      weak_points("open"),
      (std::vector<std::string>{"others can read the secret in .env: chmod 600 .env",
                                "others can read the file of OAUTH_CLIENT_SECRET_FILE in the environment: "
                                "chmod 600 open"}));
  folder().write(".env", "OAUTH_REFRESH_TOKEN=s\nOAUTH_CLIENT_KEY_FILE=closed\n", 0600);
  EXPECT_EQ(weak_points("closed"), std::vector<std::string>{});
  folder().write(".env", "OAUTH_CLIENT_KEY_FILE=open\n", 0600);
  EXPECT_EQ(
      weak_points("closed"),
      std::vector<std::string>{"others can read the file of OAUTH_CLIENT_KEY_FILE in .env: chmod 600 open"});
}

TEST_F(ConfigTest, ReadsNoSecretFileThatTheGrantDoesNotNeed) {
  const Environment environment = {{"OAUTH_CLIENT_ID", "id"}, {"OAUTH_REFRESH_TOKEN_FILE", "missing"}};
  const Settings settings(environment, std::nullopt);
  EXPECT_EQ(make_config(parse_command_line({}), settings).client.id, "id");
  EXPECT_EQ(find_weak_points(settings), std::vector<std::string>{});
  EXPECT_EQ(failure_of([] {
              const Settings both({{"OAUTH_CLIENT_ID", "id"},
                                   {"OAUTH_REFRESH_TOKEN", "r"},
                                   {"OAUTH_REFRESH_TOKEN_FILE", "missing"}},
                                  std::nullopt);
              return make_config(parse_command_line({}), both);
            }),
            (Failure{ExitCode::Configuration,
                     "OAUTH_REFRESH_TOKEN in the environment and OAUTH_REFRESH_TOKEN_FILE in the environment "
                     "exclude each other",
                     "remove one of the two"}));
}

}  // namespace
}  // namespace goto_token

// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/secrets.hpp"

#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>

#include "support/catch.hpp"
#include "support/model_builder.hpp"

using namespace gofixup;
using namespace gofixup::test;
using gofixup::cli::is_secret_name;

TEST_CASE("names that look like secrets", "[probe]") {
  for (const char* name :
       {// passwords
        "password", "Password", "PASSWORD", "userPassword", "user_password", "PasswordHash",
        "passwords", "passwd", "Passwd", "db_passwd", "passphrase", "pwd", "md5password",
        "password2", "password_", "oldPassword1", "otp", "OTPCode",
        // credentials
        "secret", "clientSecret", "ClientSECRET", "secrets", "SecretName", "token", "Tokens",
        "accessToken", "access_token", "ACCESS_TOKEN", "IDToken", "tokenID", "bearerToken",
        "credential", "Credentials", "awsCredentials", "creds", "authorization", "Authorization",
        "ProxyAuthorization", "cookie", "SetCookies", "jwt", "rawJWT", "sessionID", "SessionId",
        // keys
        "apiKey", "APIKey", "ApiKey", "apikey", "API_KEY", "api_keys", "APIKeys", "privateKey",
        "PrivateKey", "rsaPrivateKey", "privKey", "private", "priv", "privateData", "secretKey",
        "sharedKey", "masterKey", "sessionKeys", "signingKey", "encryptionKey", "accessKey",
        "HMACKey", "aesKey", "AESKey", "sshKey", "keyData", "KeyPEM", "keyMaterial", "psk",
        // a subscriber's and a UE's
        "Kamf", "kamf", "KAMF", "K_amf", "Kseaf", "Kausf", "Kgnb", "KgNB", "KgNb", "KeNB", "Kasme",
        "Kn3iwf", "KN3IWF", "KnasEnc", "KNASenc", "Knas_int", "KrrcInt", "KupEnc", "kup3", "ueKamf",
        "kamfPrime", "OPc", "opc", "CK", "IK", "NH", "nh"}) {
    CAPTURE(name);
    CHECK(is_secret_name(name));
  }
}

TEST_CASE("names that do not", "[probe]") {
  for (const char* name :
       {"",          "_",          "_p0",         "x",          "s",           "key",
        "Key",       "keys",       "keyboard",    "Kind",       "kind",        "KeyFile",
        "publicKey", "PublicKeys", "primaryKey",  "mapKey",     "tokenizer",   "Tokenizer",
        "tokenize",  "betoken",    "Detokenized", "secretary",  "Secretariat", "passage",
        "bypass",    "compass",    "credit",      "accredited", "sacred",      "isPrivate",
        "IsPrivate", "privileged", "privilege",   "deprived",   "authorizer",  "author",
        "authority", "hotpatch",   "opcode",      "opCode",     "OpCode",      "topic",
        "tick",      "link",       "check",       "nhops",      "nhCount",     "ikCount",
        "ckpt",      "cwd",        "pwdless",     "kupfer",     "kamfer",      "skamf",
        "Unicode",   "ß",          "类型"}) {
    CAPTURE(name);
    CHECK_FALSE(is_secret_name(name));
  }
}

TEST_CASE("the man page lists what is secret", "[probe]") {
  const char* const source = std::getenv("GOFIXUP_SOURCE");
  REQUIRE(source != nullptr);
  std::ifstream file(std::string(source) + "/docs/gofixup-probe.1");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  const std::size_t start = page.find(".SH SECRETS"), end = page.find("A bare", start);
  REQUIRE(end != std::string::npos);
  // The lists follow .IP; what is no word of theirs is prose.
  const std::set<std::string> prose = {"and",  "names", "that", "begin", "with", "the",
                                       "word", "or",    "as",   "whole", "bu"};
  std::string lists = page.substr(start, end - start);
  lists = lists.substr(lists.find(".IP"));
  std::set<std::string> listed;
  const std::regex word("[a-z][a-z0-9]+");
  for (std::sregex_iterator at(lists.begin(), lists.end(), word), last; at != last; ++at)
    if (!prose.contains(at->str())) listed.insert(at->str());
  const auto words = gofixup::cli::secret_words();
  CHECK(listed == std::set<std::string>(words.begin(), words.end()));
}

TEST_CASE("secret fields leave a gap", "[probe]") {
  ModelBuilder b;
  const TypeId n = b.number("int");
  b.structure("main.UE", 24,
              {{"ID", n, 0, false, {}}, {"Kamf", n, 8, false, {}}, {"Count", n, 16, false, {}}});
  cli::drop_secret_fields(b.model);
  CHECK(dump(b.model, b.model.find("main.UE")) ==
        "type main.UE: struct  size 24\n     0  ID  int\n    16  Count  int\n");
}

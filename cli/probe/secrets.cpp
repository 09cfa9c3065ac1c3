// SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause
#include "probe/secrets.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "passes/passes.hpp"

namespace gofixup::cli {

namespace {

// One word of a name, or several side by side; also in the plural.
constexpr auto kPhrases = std::to_array<std::string_view>({
    // passwords and what stands in for one
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "otp",
    // credentials of requests and sessions
    "secret",
    "token",
    "credential",
    "cred",
    "authorization",
    "bearer",
    "cookie",
    "jwt",
    "sessionid",
    // keys, where a word says that it is not one of a map
    "privkey",
    "privatekey",
    "secretkey",
    "sharedkey",
    "masterkey",
    "sessionkey",
    "apikey",
    "accesskey",
    "authkey",
    "signingkey",
    "encryptionkey",
    "cipherkey",
    "hmackey",
    "aeskey",
    "sshkey",
    "keydata",
    "keypem",
    "keymaterial",
    // 3GPP TS 33.501, figure 6.2.1-1, and TS 33.401: the keys of a subscriber and of a UE
    "kausf",
    "kseaf",
    "kamf",
    "kasme",
    "kgnb",
    "kenb",
    "kn3iwf",
    "knas",
    "knasenc",
    "knasint",
    "krrc",
    "krrcenc",
    "krrcint",
    "kup",
    "kupenc",
    "kupint",
    "opc",
});

// Too short to be told among other words: the whole name only.
constexpr auto kNames =
    std::to_array<std::string_view>({"priv", "private", "psk", "ck", "ik", "nh"});

// With more words behind them: privateKeyBytes, but not isPrivate.
constexpr auto kBeginnings = std::to_array<std::string_view>({"private", "priv"});

enum class Letter { lower, upper, digit, other };

// Letters beyond ASCII count as small ones: no phrase has any.
Letter kind_of(char c) {
  if (c >= 'A' && c <= 'Z') return Letter::upper;
  if (c >= '0' && c <= '9') return Letter::digit;
  return c == '_' || c == '~' || c == '-' || c == '.' ? Letter::other : Letter::lower;
}

// A name as its letters in small, and where words begin among them.
class Words {
 public:
  explicit Words(std::string_view name) {
    for (std::size_t i = 0; i < name.size(); ++i) {
      const Letter kind = kind_of(name[i]);
      if (kind == Letter::other) {
        borders_.push_back(text_.size());
        continue;
      }
      if (i != 0 && begins_word(name, i)) borders_.push_back(text_.size());
      text_ += kind == Letter::upper ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
    }
    borders_.push_back(0);
    borders_.push_back(text_.size());
  }

  const std::string& text() const { return text_; }
  bool is_border(std::size_t at) const {
    return std::find(borders_.begin(), borders_.end(), at) != borders_.end();
  }
  bool contains(std::string_view phrase) const {
    for (std::size_t at = text_.find(phrase); at != std::string::npos;
         at = text_.find(phrase, at + 1)) {
      const std::size_t end = at + phrase.size();
      const bool is_plural = end < text_.size() && text_[end] == 's' && is_border(end + 1);
      if (is_border(at) && (is_border(end) || is_plural)) return true;
    }
    return false;
  }

 private:
  // apiKey, APIKey (before the K), key2, md5password.
  static bool begins_word(std::string_view name, std::size_t at) {
    const Letter before = kind_of(name[at - 1]), here = kind_of(name[at]);
    const bool ends_capitals = at + 1 < name.size() && kind_of(name[at + 1]) == Letter::lower;
    if (here == Letter::upper && before == Letter::upper) return ends_capitals;
    return here != before && !(here == Letter::lower && before == Letter::upper);
  }

  std::string text_;
  std::vector<std::size_t> borders_;  // includes both ends
};

}  // namespace

bool is_secret_name(std::string_view name) {
  const Words words(name);
  const auto is_all = [&](std::string_view word) { return words.text() == word; };
  const auto begins = [&](std::string_view word) {
    return words.text().starts_with(word) && words.is_border(word.size());
  };
  return std::any_of(kNames.begin(), kNames.end(), is_all) ||
         std::any_of(kBeginnings.begin(), kBeginnings.end(), begins) ||
         std::any_of(kPhrases.begin(), kPhrases.end(),
                     [&](std::string_view phrase) { return words.contains(phrase); });
}

std::vector<std::string_view> secret_words() {
  std::vector<std::string_view> words(kPhrases.begin(), kPhrases.end());
  words.insert(words.end(), kNames.begin(), kNames.end());
  words.insert(words.end(), kBeginnings.begin(), kBeginnings.end());
  return words;
}

void drop_secret_fields(Model& model) {
  bool has_dropped = false;
  model.for_each<Struct>([&](TypeId id, Struct record) {
    const auto all = model.fields(record.layout);
    std::vector<Field> fields;
    for (const Field& field : all)
      if (!is_secret_name(field.name)) fields.push_back(field);
    if (fields.size() == all.size()) return;
    record.layout.fields = model.keep(fields);
    model.replace(id, record);
    has_dropped = true;
  });
  if (has_dropped) fit_32bit(model, {});  // there every gap is a member
}

}  // namespace gofixup::cli

// The rules about what a file may say.
#include "tidy/code_rules.h"

#include <algorithm>
#include <regex>

namespace avow::tidy {
namespace {

const std::set<std::string> kPureRooms{"noise", "log", "ledger", "sync", "pairing", "discovery", "report"};
// Why: the time-zone library reads its tables from disk; this one file is the door to it.
const std::set<std::string> kPurityExceptions{"src/ledger/when.cpp"};

// Words that mean a clock, chance, a socket, a file, a thread or the environment.
constexpr std::string_view kImpureWords[] = {"system_clock::now",
                                             "steady_clock",
                                             "high_resolution_clock",
                                             "clock_gettime",
                                             "gettimeofday",
                                             "localtime",
                                             "gmtime",
                                             "localtime_r",
                                             "gmtime_r",
                                             "mktime",
                                             "sleep_for",
                                             "sleep_until",
                                             "usleep",
                                             "nanosleep",
                                             "random_device",
                                             "mt19937",
                                             "mt19937_64",
                                             "default_random_engine",
                                             "SystemRandom",
                                             "getrandom",
                                             "srand",
                                             "rand",
                                             "randombytes",
                                             "randombytes_buf",
                                             "randombytes_uniform",
                                             "randombytes_random",
                                             "fopen",
                                             "fstream",
                                             "ifstream",
                                             "ofstream",
                                             "filesystem",
                                             "popen",
                                             "mmap",
                                             "iostream",
                                             "cout",
                                             "cerr",
                                             "printf",
                                             "std::thread",
                                             "jthread",
                                             "std::async",
                                             "mutex",
                                             "shared_mutex",
                                             "atomic",
                                             "thread_local",
                                             "condition_variable",
                                             "getenv",
                                             "secure_getenv",
                                             "setenv",
                                             "putenv",
                                             "std::system",
                                             "tzset"};
// Names that are innocent as members of ours and guilty as the C function: only as a free call.
constexpr std::string_view kImpureCalls[] = {"time", "clock", "socket", "connect", "recv", "sleep", "system"};
constexpr std::string_view kImpureHeaders[] = {"thread",     "mutex",  "fstream",   "iostream",
                                               "filesystem", "random", "ctime",     "cstdio",
                                               "future",     "atomic", "date/tz.h", "crypto/random.h"};

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::size_t skip_space(std::string_view text, std::size_t at) {
  const auto next = text.find_first_not_of(" \t\n", at);
  return next == std::string_view::npos ? text.size() : next;
}

bool is_call(std::string_view code, std::size_t offset, std::size_t length) {
  const auto next = skip_space(code, offset + length);
  return next < code.size() && code[next] == '(';
}

// A call of the C library's function: `time(x)`, `::time(x)`, `std::time(x)`; not `a.time(x)`, `Result<T> read(…)`.
bool is_free_call(std::string_view code, std::size_t offset, std::size_t length) {
  if (!is_call(code, offset, length)) return false;
  const auto head = code.substr(0, offset);
  if (head.ends_with("::")) {
    return head.ends_with("std::") || !(head.size() > 2 && is_name(head[head.size() - 3]));
  }
  const char last = before(code, offset);
  // A name, > or & before it: a declaration, or a member.
  const bool after_return = head.ends_with("return ");
  return after_return || !(is_name(last) || last == '.' || last == '>' || last == '&' || last == '*' || last == '~');
}

std::string_view statement_before(std::string_view code, std::size_t offset) {
  const auto start = code.find_last_of(";{}", offset);
  const auto from = start == std::string_view::npos ? 0 : start + 1;
  return code.substr(from, offset - from);
}

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    if (!space) out += c;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// nothing · `auto x =` · `const auto x =` · `Type x =` · `x =` · `member_.x =` · `co_return`
const std::regex kAwaitHead{R"(^((const )?[\w:]+(<[\w:<>, ]*>)?[&*]* \w+ =|[\w.\->]+ =|co_return)?$)"};
// `f(args);` or `named::object;` and no braced list, lambda or ?: anywhere
const std::regex kAwaitTail{R"(^[\w:.]+(->\w+)*(<[\w:<>, ]*>)?(\([^{}\[\]?;]*\))?$)"};

bool stands_alone(std::string_view code, std::size_t offset) {
  auto head = squeezed(statement_before(code, offset));
  head = std::regex_replace(head, std::regex{R"(^ ?(case [\w:]+ ?:|default ?:|else) ?)"}, "");
  if (!head.empty() && head.front() == ' ') head.erase(0, 1);
  const auto from = offset + std::string_view("co_await").size();
  const auto end = std::min(code.find(';', from), code.size());
  auto tail = squeezed(code.substr(from, end - from));
  if (!tail.empty() && tail.front() == ' ') tail.erase(0, 1);
  tail = std::regex_replace(tail, std::regex{R"((\w)\[[^\[\]{}?]*\])"}, "$1");  // a subscript is no lambda
  return std::regex_match(head, kAwaitHead) && std::regex_match(tail, kAwaitTail) &&
         tail.find("co_await") == std::string::npos;
}

// Is the line above a comment, and more than a suppression itself?
bool has_comment_above(std::string_view raw, std::size_t offset) {
  const auto line = raw.rfind('\n', offset);
  if (line == std::string_view::npos || line == 0) return false;
  const auto start = raw.rfind('\n', line - 1);
  const auto above = squeezed(raw.substr(start == std::string_view::npos ? 0 : start + 1, line - start));
  return above.find("//") <= 1 && above.find("NOLINT") == std::string::npos && above.size() > 10;
}

}  // namespace

Findings check_purity(const Source& source) {
  Findings out;
  if (!kPureRooms.contains(room_of(source.path)) || kPurityExceptions.contains(source.path)) return out;
  for (const auto word : kImpureWords) {
    for (const auto at : find_word(source.code, word)) {
      out.push_back(finding(source, at, std::string(word) + " in a pure room: it comes in as an argument"));
    }
  }
  for (const auto word : kImpureCalls) {
    for (const auto at : find_word(source.code, word)) {
      if (is_free_call(source.code, at, word.size())) {
        out.push_back(finding(source, at, std::string(word) + "() in a pure room"));
      }
    }
  }
  for (const auto& include : includes_of(source)) {
    if (std::count(std::begin(kImpureHeaders), std::end(kImpureHeaders), include.name) > 0) {
      out.push_back(finding(source, include.offset, include.name + " in a pure room"));
    }
  }
  for (const auto at : find_word(source.code, "static")) {
    const auto end = std::min(source.code.find_first_of(";={(", at), source.code.size());
    const auto words = source.code.substr(at, end - at);
    const bool constant = !find_word(words, "const").empty() || !find_word(words, "constexpr").empty();
    if (!constant && end < source.code.size() && source.code[end] != '(') {
      out.push_back(finding(source, at, "a variable that outlives its call in a pure room"));
    }
  }
  return out;
}

Findings check_awaits(const Source& source) {
  const std::set<std::string> rooms{"net", "web", "instance"};
  Findings out;
  for (const std::string_view word : {"co_await", "co_return", "co_yield"}) {
    for (const auto at : find_word(source.code, word)) {
      if (!rooms.contains(room_of(source.path))) {
        out.push_back(finding(source, at, "coroutines live in net, web and instance only"));
      } else if (word == "co_await" && !stands_alone(source.code, at)) {
        out.push_back(finding(source, at, "co_await stands alone: auto x = co_await f(named, args);"));
      }
    }
  }
  return out;
}

Findings check_signing(const Source& source) {
  Findings out;
  if (source.path != "src/crypto/sign.cpp") {
    for (const std::string_view word : {"crypto_sign_detached", "crypto_sign", "crypto_sign_ed25519_detached"}) {
      for (const auto at : find_word(source.code, word)) {
        if (is_call(source.code, at, word.size())) {
          out.push_back(finding(source, at, "only crypto/sign.cpp calls libsodium's signing"));
        }
      }
    }
  }
  if (source.path == "src/log/signing.cpp" || source.path.starts_with("src/crypto/sign.")) return out;
  for (const auto at : find_word(source.code, "sign")) {
    const auto head = std::string_view(source.code).substr(0, at);
    // A member or another namespace's sign() is a different function; an argument of crypto's finds crypto's.
    const bool member =
        head.ends_with(".") || head.ends_with("->") || (head.ends_with("::") && !head.ends_with("crypto::"));
    const char last = before(head, at);
    const bool declared = !head.ends_with("return ") && (is_name(last) || last == '>' || last == '&' || last == '*');
    if (is_call(source.code, at, 4) && !member && !declared) {
      out.push_back(finding(source, at, "only log/signing.cpp calls crypto::sign()"));
    }
  }
  return out;
}

Findings check_sentences(const Source& source) {
  const auto room = room_of(source.path);
  if (room != "cli" && room != "app") return {};
  Findings out;
  for (const auto& literal : literals_of(source)) {
    std::string_view text = literal.text;
    while (text.ends_with("\\n")) text.remove_suffix(2);
    if (text.empty() || text.find(' ') == std::string_view::npos) continue;
    // "Try again." and "{} cannot be read.", but no label ("Last sync"), no option ("--for") and no pattern ("{} · {}").
    const bool begins = (text.front() >= 'A' && text.front() <= 'Z') || text.front() == '{' || text.front() == '`';
    const bool ends = std::string_view(".?:").find(text.back()) != std::string_view::npos;
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (begins && ends && std::any_of(text.begin(), text.end(), is_letter)) {
      out.push_back(finding(source, literal.offset, "a sentence for people belongs into base/text*: \"" + literal.text + "\""));
    }
  }
  return out;
}

namespace {

std::string bare_sentence(std::string text) {
  for (std::size_t at = 0; (at = text.find("’", at)) != std::string::npos;) text.replace(at, std::string_view("’").size(), "'");
  while (!text.empty() && std::string_view(".:?!").find(text.back()) != std::string_view::npos) text.pop_back();
  return text;
}

}  // namespace

Findings check_said_once(const Source& page, const std::vector<Source>& catalogue) {
  std::map<std::string, std::string> homes;
  for (const auto& source : catalogue) {
    if (!source.path.starts_with("src/base/text_")) continue;
    for (const auto& literal : literals_of(source)) homes.emplace(bare_sentence(literal.text), source.path);
  }
  Findings out;
  const std::regex quoted{R"re("((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)re"};
  for (std::sregex_iterator hit(page.raw.begin(), page.raw.end(), quoted), end; hit != end; ++hit) {
    const std::string text = (*hit)[1].str() + (*hit)[2].str();
    const auto home = homes.find(bare_sentence(text));
    if (std::count(text.begin(), text.end(), ' ') < 3 || home == homes.end()) continue;
    out.push_back(finding(page, static_cast<std::size_t>(hit->position()), "stands in " + home->second + ", too: \"" + text + "\""));
  }
  return out;
}

Findings check_using_namespace(const Source& source) {
  Findings out;
  if (!is_header(source.path)) return out;
  for (const auto at : find_word(source.code, "using")) {
    const auto next = skip_space(source.code, at + 5);
    if (std::string_view(source.code).substr(next).starts_with("namespace ")) {
      out.push_back(finding(source, at, "using namespace in a header"));
    }
  }
  return out;
}

Findings check_remarks(const Source& source) {
  Findings out;
  const std::regex suppressed{R"(NOLINT(NEXTLINE|BEGIN|END)?(\([^)]*\))?)"};
  const auto& raw = source.raw;
  for (std::sregex_iterator hit(raw.begin(), raw.end(), suppressed), end; hit != end; ++hit) {
    const auto at = static_cast<std::size_t>(hit->position());
    const auto after = std::string_view(raw).substr(at + static_cast<std::size_t>(hit->length()));
    const bool reason = (after.starts_with(": ") && after.size() > 2 && after[2] != '\n') || has_comment_above(raw, at);
    if (!reason && (*hit)[1].str() != "END") {
      out.push_back(finding(source, at, "NOLINT(check): needs its reason behind the colon"));
    }
  }
  const std::regex later{R"(\b(TODO\(now\)|FIXME\b|XXX\b)|not[ _-]implemented|unimplemented)", std::regex::icase};
  for (std::sregex_iterator hit(raw.begin(), raw.end(), later), end; hit != end; ++hit) {
    out.push_back(
        finding(source, static_cast<std::size_t>(hit->position()), hit->str() + ": finish it or leave it out"));
  }
  return out;
}

Findings check_length(const Source& source, std::size_t lines_max) {
  const auto lines = line_count(source);
  if (lines <= lines_max) return {};
  return {source.path + ": " + std::to_string(lines) + " lines, more than " + std::to_string(lines_max)};
}

}  // namespace avow::tidy

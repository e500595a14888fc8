// Each error as a person meets it: the sentence is about what happened, the next step fits the command.
#include "cli/hints.h"

#include <doctest/doctest.h>

#include "base/reason.h"
#include "base/text_app.h"
#include "base/text_errors.h"

using namespace avow;
using namespace avow::cli;

namespace {

Explanation told(Errc code, std::string_view begins, const std::string& rest = "", std::string_view command = "") {
  return explain(Error{code, std::string(begins) + rest}, command);
}

}  // namespace

TEST_CASE("a damaged link is about the link, not about the vault") {
  const auto damaged = told(Errc::malformed, reason::kDamagedLink);
  CHECK(damaged.message == "This link has a wrong or missing character.");
  CHECK(damaged.hint.find("pair join") != std::string::npos);
  CHECK(exit_code_of(Errc::malformed) == exit_code::kUsage);
  CHECK(told(Errc::malformed, reason::kNoLink).message == "That is no pairing link.");
  CHECK(told(Errc::newer_version, reason::kLaterLink).message.find("vault") == std::string::npos);
  CHECK(told(Errc::malformed, "something else").message.find("link") == std::string::npos);
}

TEST_CASE("what is missing is named as what it is") {
  CHECK(told(Errc::not_found, reason::kNoFile, "/tmp/x").message == "There is no file /tmp/x.");
  CHECK(told(Errc::not_found, reason::kNoWords).hint == "`avow sync`.");
  CHECK(told(Errc::no_vault, reason::kNotAFolder, "/tmp/x").message == "/tmp/x is a file; a vault is a folder.");
  CHECK(told(Errc::not_found, "7k3q", "", "note show").hint == "`avow note list` shows the ids.");
  CHECK(told(Errc::not_found, "7k3q", "", "promise report").hint == "`avow promise list` shows the ids.");
  CHECK(told(Errc::not_found, "ABCD", "", "note show").message == "There is no such record here: ABCD.");
  CHECK(told(Errc::not_found, "abcd", "", "note show").message == "There is no such record here: abcd.");
}

TEST_CASE("the next step fits what was refused") {
  const auto names = [](const Explanation& explanation, const char* command) {
    return explanation.hint.find(command) != std::string::npos;
  };
  CHECK(names(told(Errc::refused, reason::kVaultThere, "/v", "init"), "avow status"));
  CHECK(names(told(Errc::refused, reason::kFolderUsed, "/v holds other files", "init"), "--vault DIR"));
  CHECK(names(told(Errc::refused, text::kPairedAlready, "", "pair invite"), "avow status"));
  CHECK(told(Errc::refused, reason::kPairedMeanwhile).message == text::kPairedAlready);
  CHECK(names(told(Errc::refused, text::kLinkExpired, "", "pair join"), "avow pair invite"));
  CHECK(names(told(Errc::refused, "Only you", " can.", "promise report"), "avow promise show"));
  CHECK(names(told(Errc::refused, "Only you", " can.", "note seen"), "avow note show"));
  CHECK_FALSE(names(told(Errc::refused, "It cannot", " be.", "serve"), "promise"));
  CHECK(names(told(Errc::unreachable, reason::kUnconfirmed, "", "sync"), "avow pair confirm"));
  CHECK(names(told(Errc::unreachable, reason::kNoAddress, "", "sync"), "--at"));
  CHECK(told(Errc::newer_version, reason::kLaterPartner, "", "sync").message.find("Your partner's avow is newer") == 0);
  CHECK(names(told(Errc::unreachable, reason::kOnion, "abc.onion:7342", "sync"), "avow config set proxy"));
  CHECK(told(Errc::unreachable, reason::kOnion, "abc.onion:7342", "sync").message.find("abc.onion:7342 is reached") == 0);
  CHECK(told(Errc::io, reason::kPort, "Address already in use").message.find("Address already in use") != std::string::npos);
  CHECK(told(Errc::io, reason::kPort, "x").hint.find("port") != std::string::npos);
}

TEST_CASE("what follows a reason is neutralised and bounded") {
  CHECK(told(Errc::not_found, reason::kNoFile, "a\x1b").message == "There is no file a\\u{1b}.");
  CHECK(told(Errc::not_found, reason::kNoFile, std::string(10'000, 'x')).message.size() < 2'100);
  CHECK(told(Errc::not_found, reason::kNoFile, "{}").message == "There is no file {}.");
}

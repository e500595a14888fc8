#include "cli/parse.h"

#include <doctest/doctest.h>

#include "cli/commands/commands.h"
#include "base/nearest.h"

using namespace avow;
using namespace avow::cli;

namespace {

const std::vector<Command>& table() {
  static const std::vector<Command> commands = commands::all();
  return commands;
}

Invocation read(const std::vector<std::string>& arguments) { return parse(arguments, table()); }

std::string problem(const std::vector<std::string>& arguments) {
  const Invocation invocation = read(arguments);
  return invocation.error ? invocation.error->context : "";
}

}  // namespace

TEST_CASE("global options stand before or behind the command") {
  for (const auto& arguments : {std::vector<std::string>{"--json", "--vault", "/v", "note", "list"},
                                std::vector<std::string>{"note", "list", "--vault", "/v", "--json"},
                                std::vector<std::string>{"note", "--json", "list", "--vault=/v"}}) {
    const Invocation invocation = read(arguments);
    CHECK_FALSE(invocation.error);
    CHECK(invocation.named == "note list");
    CHECK(invocation.globals.json);
    CHECK(invocation.globals.vault == "/v");
  }
}

TEST_CASE("a text may be any text, also the name of a command") {
  for (const std::string text :
       {"list", "status", "note", "add", "[a,b]", "{}", "%%", "-", "- milk", "a,b", "", "help"}) {
    CAPTURE(text);
    const Invocation invocation = read({"note", "add", text});
    CHECK_FALSE(invocation.error);
    CHECK(invocation.named == "note add");
    CHECK(invocation.arguments.get("text") == text);
  }
  CHECK(read({"note", "add", "--json", "--", "--no-input"}).arguments.get("text") == "--no-input");
  CHECK(read({"promise", "differ", "7k3q", "--because", "-5 degrees"}).arguments.get("because") == "-5 degrees");
}

TEST_CASE("what does not exist is named, with the nearest that does") {
  CHECK(problem({"nte"}) == "There is no command `avow nte`. Did you mean `avow note`?");
  CHECK(problem({"statsu", "--json"}) == "There is no command `avow statsu`. Did you mean `avow status`?");
  CHECK(problem({"note", "lst"}) == "There is no command `avow note lst`. Did you mean `avow note list`?");
  CHECK(problem({"promise", "accpet", "7k3q"}) ==
        "There is no command `avow promise accpet`. Did you mean `avow promise accept`?");
  CHECK(problem({"xyzzy"}) == "There is no command `avow xyzzy`.");
  CHECK(problem({"note", "list", "--limt", "3"}) == "There is no option --limt. Did you mean --limit?");
  CHECK(problem({"nte", "--help"}).find("no command") != std::string::npos);
  CHECK(problem({"note"}).starts_with("`avow note` needs one more word: add, templates, share"));
  CHECK(problem({"\x1b[2J"}).find('\x1b') == std::string::npos);
}

TEST_CASE("what is missing or too much is said") {
  CHECK(problem({"note", "show"}) == "`avow note show` needs ID.");
  CHECK(problem({"promise", "differ", "7k3q"}) == "`avow promise differ` needs --because TEXT.");
  CHECK(problem({"pair", "invite"}) == "`avow pair invite` needs --listen ADDR:PORT.");
  CHECK_FALSE(problem({"note", "list", "--limit"}).empty());
  CHECK(problem({"note", "list", "--limit", "3", "--limit", "4"}) == "An option is given twice, or its value is missing: --limit");
  CHECK_FALSE(problem({"note", "show", "7k3q", "surplus-secret"}).empty());
  CHECK(problem({"note", "show", "7k3q", "surplus-secret"}).find("surplus") == std::string::npos);
  CHECK_FALSE(problem({"status", "--passphrase-fd", "x"}).empty());
  CHECK_FALSE(problem({"status", "--passphrase-fd", "-1"}).empty());
  CHECK_FALSE(problem({"status", "--color", "blue"}).empty());
  CHECK(read({"status", "--bogus", "--json"}).globals.json);
}

TEST_CASE("help needs nothing else") {
  CHECK_FALSE(read({"note", "show", "--help"}).error);
  CHECK(read({"help", "note", "show"}).named == "note show");
  CHECK(read({"help", "note", "show"}).globals.help);
  CHECK(read({"-h"}).globals.help);
  CHECK(read({"note", "add", "--help"}).arguments.get("text").empty());
}

TEST_CASE("words that may be many are kept in order, whatever stands among them") {
  CHECK(read({"search", "call", "the", "bank", "--limit", "3"}).arguments.all("words") == std::vector<std::string>{"call", "the", "bank"});
  CHECK(read({"search", "--limit", "3", "note", "list", "{a,b}"}).arguments.all("words") == std::vector<std::string>{"note", "list", "{a,b}"});
  CHECK(read({"search", "--", "--limit", "-x"}).arguments.all("words") == std::vector<std::string>{"--limit", "-x"});
  CHECK_FALSE(read({"search"}).error.has_value());
}

TEST_CASE("repeated options are kept in order") {
  const Invocation invocation =
      read({"pair", "invite", "--listen", "[::1]:1", "--address", "a:1", "--address", "[::2]:2"});
  CHECK_FALSE(invocation.error);
  CHECK(invocation.arguments.all("address") == std::vector<std::string>{"a:1", "[::2]:2"});
}

TEST_CASE("edit distance") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("note", "note") == 0);
  CHECK(edit_distance("ntoe", "note") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance(std::string(1000, 'a'), std::string(1000, 'b')) == 64);
}

TEST_CASE("an option with nothing behind it is not taken as left out") {
  CHECK(problem({"promise", "offer", "I will", "--due", ""}) == "--due has nothing behind it. Say what you mean, or leave it out.");
  CHECK(problem({"promise", "offer", "I will", "--every="}) == "An option is given twice, or its value is missing: --every");
  CHECK(problem({"note", "list", "--limit", ""}).starts_with("--limit has nothing behind it"));
  CHECK(problem({"pair", "invite", "--listen", "[::1]:1", "--address", "a:1", "--address", ""}).starts_with("--address has nothing"));
  CHECK(problem({"wipe", "--vault", ""}).starts_with("--vault has nothing behind it"));
  CHECK(problem({"note", "add", ""}).empty());  // the text has a sentence of its own
}

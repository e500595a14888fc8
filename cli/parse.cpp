#include "cli/parse.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>

#include "base/nearest.h"
#include "base/text.h"
#include "base/text_asking.h"

// The only file that includes CLI11. It only sorts what was typed; required values, unknown names and `--help`
// are judged here, so that every sentence is ours and no ParseError has an exit code of its own.
namespace avow::cli {
namespace {

constexpr std::size_t kShownMax = 40;  // of something typed, in a message

struct Leaf {
  const Command* command;
  CLI::App* app;
  std::vector<std::pair<const Parameter*, CLI::Option*>> options;
};

// Why: values are read with results(), never through CLI11's conversions, which take "[a,b]" and "{}" apart.
CLI::Option* plain_option(CLI::App& app, const std::string& name, bool repeats) {
  auto* option = app.add_option(name, CLI::callback_t([](const CLI::results_t&) { return true; }));
  option->type_size(1)->expected(1)->allow_extra_args(false);
  option->multi_option_policy(repeats ? CLI::MultiOptionPolicy::TakeAll : CLI::MultiOptionPolicy::Throw);
  return option;
}

class Reader {
 public:
  explicit Reader(std::span<const Command> commands) : app_("avow") {
    app_.set_help_flag();
    app_.fallthrough();  // before add_subcommand, which inherits it
    app_.allow_extras();
    app_.require_subcommand(0, 1);  // Why: with one command parsed, a note's text "list" stays a text
    add_globals();
    for (const Command& command : commands) add_command(command);
  }

  Invocation read(const std::vector<std::string>& arguments) {
    Invocation out;
    try {
      std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
      app_.parse(std::move(reversed));
    } catch (const CLI::Error& error) {  // ParseError and whatever else it throws
      out.error = Error{Errc::usage, sentence_of(error)};
    }
    take_globals(out, arguments);
    take_command(out);
    if (!out.error && !out.globals.version) check_names(out);
    if (!out.error && !out.globals.help && !out.globals.version) check_complete(out);
    return out;
  }

 private:
  void add_globals() {
    for (const char* name : {"vault", "passphrase-file", "passphrase-fd", "color"}) {
      values_[name] = plain_option(app_, fmt::format("--{}", name), false);
    }
    for (const char* name : {"no-input", "json", "no-pager", "clock-is-right", "version"})
      flags_[name] = app_.add_flag(fmt::format("--{}", name));
    flags_["help"] = app_.add_flag("-h,--help");
  }

  void add_command(const Command& command) {
    CLI::App*& noun = nouns_[command.noun];
    if (noun == nullptr) {
      noun = app_.add_subcommand(std::string(command.noun));
      prepare(*noun);
    }
    CLI::App* app = noun;
    if (!command.verb.empty()) {
      app = noun->add_subcommand(std::string(command.verb));
      prepare(*app);
    }
    Leaf leaf{&command, app, {}};
    for (const Parameter& parameter : command.takes)
      leaf.options.emplace_back(&parameter, add_parameter(*app, parameter));
    leaves_.push_back(std::move(leaf));
    (command.verb.empty() ? names_ : verbs_[std::string(command.noun)])
        .push_back(std::string(command.verb.empty() ? command.noun : command.verb));
    if (!command.verb.empty() && verbs_[std::string(command.noun)].size() == 1) names_.emplace_back(command.noun);
  }

  static void prepare(CLI::App& app) {
    app.set_help_flag();
    app.require_subcommand(0, 1);
  }

  static CLI::Option* add_parameter(CLI::App& app, const Parameter& parameter) {
    const std::string name(parameter.name);
    switch (parameter.takes) {
      case Takes::positional: {
        auto* positional = plain_option(app, name, parameter.repeats);
        if (parameter.repeats) positional->expected(1, CLI::detail::expected_max_vector_size)->allow_extra_args(true);
        return positional;
      }
      case Takes::option: return plain_option(app, "--" + name, parameter.repeats);
      case Takes::flag: return app.add_flag("--" + name);
    }
    AVOW_ASSERT(false);
  }

  static std::string sentence_of(const CLI::Error& error) {
    const std::string what = neutralise_line(error.what()).substr(0, 300);
    if (error.get_name() != "ArgumentMismatch") return what;
    return fmt::format(text::kTwiceOrNoValue, what.substr(0, what.find_first_of(": ")));
  }

  void take_globals(Invocation& out, const std::vector<std::string>& arguments) {
    Globals& globals = out.globals;
    const auto value = [this](const char* name) {
      const auto& results = values_.at(name)->results();
      return results.empty() ? std::string() : results.front();
    };
    const auto flag = [this](const char* name) { return flags_.at(name)->count() > 0; };
    globals.vault = value("vault");
    globals.passphrase_file = value("passphrase-file");
    if (values_.at("color")->count() > 0) globals.color = value("color");
    globals.no_input = flag("no-input");
    globals.json = flag("json");
    globals.no_pager = flag("no-pager");
    globals.clock_is_right = flag("clock-is-right");
    globals.help = flag("help");
    globals.version = flag("version");
    // Why: after an error CLI11 may have stopped before it met --json; the error is still due in JSON.
    if (out.error)
      globals.json = globals.json || std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
    if (out.error) return;
    for (const auto& [name, option] : values_) {
      if (option->count() > 0 && value(name.c_str()).empty()) out.error = Error{Errc::usage, fmt::format(text::kNothingBehind, name)};
    }
    if (out.error) return;
    if (values_.at("passphrase-fd")->count() > 0) take_fd(out, value("passphrase-fd"));
    if (globals.color != "auto" && globals.color != "always" && globals.color != "never") {
      out.error = Error{Errc::usage, std::string(text::kColorTakes)};
    }
  }

  static void take_fd(Invocation& out, const std::string& typed) {
    int fd = -1;
    const auto [end, problem] = std::from_chars(typed.data(), typed.data() + typed.size(), fd);
    if (problem != std::errc{} || end != typed.data() + typed.size() || fd < 0) {
      out.error = Error{Errc::usage, std::string(text::kFdTakes)};
      return;
    }
    out.globals.passphrase_fd = fd;
  }

  void take_command(Invocation& out) {
    for (const auto& [name, app] : nouns_) {
      if (app->parsed()) out.named = std::string(name);
    }
    for (const Leaf& leaf : leaves_) {
      if (!leaf.app->parsed() || (leaf.command->verb.empty() && leaf.command->noun != out.named)) continue;
      out.command = leaf.command;
      out.named = leaf.command->name();
      for (const auto& [parameter, option] : leaf.options) {
        if (option->count() == 0) continue;
        for (const std::string& value : option->results()) out.arguments.add(parameter->name, value);
      }
    }
  }

  void check_names(Invocation& out) {
    auto extras = app_.remaining(true);
    const bool behind_mark = std::erase(extras, "--") > 0;  // then it is no option, whatever it looks like
    if (!extras.empty()) out.error = Error{Errc::usage, unknown(out, extras.front(), behind_mark)};
  }

  void check_complete(Invocation& out) {
    if (out.command == nullptr) {
      if (!out.named.empty())
        out.error = Error{Errc::usage, fmt::format(text::kOneMoreWord, out.named, verbs_of(out.named))};
      return;
    }
    for (const Parameter& parameter : out.command->takes) {
      if (parameter.required && !out.arguments.has(parameter.name)) {
        out.error = Error{Errc::usage, missing(out.named, parameter)};
        return;
      }
      const auto given = out.arguments.all(parameter.name);
      // Why not taken as left out: it is often a variable of a shell that nobody had set.
      if (parameter.takes == Takes::option && std::find(given.begin(), given.end(), "") != given.end()) {
        out.error = Error{Errc::usage, fmt::format(text::kNothingBehind, parameter.name)};
        return;
      }
    }
  }

  static std::string missing(const std::string& command, const Parameter& parameter) {
    return parameter.takes == Takes::positional
               ? fmt::format(text::kNeedsPositional, command, parameter.value)
               : fmt::format(text::kNeedsOption, command, parameter.name, parameter.value);
  }

  std::string verbs_of(const std::string& noun) const {
    std::string out;
    for (const std::string& verb : verbs_.at(noun)) out += (out.empty() ? "" : ", ") + verb;
    return out;
  }

  std::string unknown(const Invocation& out, const std::string& extra, bool behind_mark) const {
    const std::string shown = neutralise_line(extra.substr(0, kShownMax));
    if (!behind_mark && extra.size() > 1 && extra.front() == '-') return unknown_option(out, extra, shown);
    // Why: what is left over behind a whole command may be a secret in the wrong place; it is not repeated.
    const bool may_be_verb = out.command != nullptr && out.command->verb.empty() && verbs_.contains(out.named);
    if (out.command != nullptr && !may_be_verb)
      return fmt::format(text::kWordTooMany, out.named);
    const bool noun_known = !out.named.empty();
    const auto& names = noun_known ? verbs_.at(out.named) : names_;
    const std::string near = nearest(extra, names);
    const std::string prefix = noun_known ? out.named + " " : "";
    std::string sentence = fmt::format(text::kNoSuchCommand, prefix, shown);
    if (!near.empty()) return sentence + fmt::format(text::kNearCommand, prefix, near);
    return noun_known ? sentence + fmt::format(text::kCommandsAre, verbs_of(out.named)) : sentence;
  }

  std::string unknown_option(const Invocation& out, const std::string& extra, const std::string& shown) const {
    std::vector<std::string> names;
    for (const auto& [name, option] : values_) names.push_back("--" + name);
    for (const auto& [name, option] : flags_) names.push_back("--" + name);
    if (out.command != nullptr) {
      for (const Parameter& p : out.command->takes) {
        if (p.takes != Takes::positional) names.push_back(fmt::format("--{}", p.name));
      }
    }
    const std::string near = nearest(extra.substr(0, extra.find('=')), names);
    std::string sentence = fmt::format(text::kNoSuchOption, shown.substr(0, shown.find('=')));
    if (!near.empty()) return sentence + fmt::format(text::kNearOption, near);
    return sentence + std::string(text::kBehindDashes);
  }

  CLI::App app_;
  std::map<std::string, CLI::Option*> values_;
  std::map<std::string, CLI::Option*> flags_;
  std::map<std::string_view, CLI::App*> nouns_;
  std::vector<Leaf> leaves_;
  std::vector<std::string> names_;
  std::map<std::string, std::vector<std::string>> verbs_;
};

}  // namespace

Invocation parse(const std::vector<std::string>& arguments, std::span<const Command> commands) {
  // `avow help note add` is `avow note add --help`.
  if (!arguments.empty() && arguments.front() == "help") {
    std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
    rest.emplace_back("--help");
    return Reader(commands).read(rest);
  }
  return Reader(commands).read(arguments);
}

}  // namespace avow::cli

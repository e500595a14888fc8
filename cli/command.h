// One command of the program: what it is called, what it takes, and what runs it. Values; the table of all of
// them is commands/commands.h. Reading the command line is parse.h, the words of its help page base/text_help.h.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace avow::cli {

class Context;

// What was typed, by the names that a Command takes. Nothing typed reads as "".
class Arguments {
 public:
  void add(std::string_view name, std::string value) { values_[std::string(name)].push_back(std::move(value)); }
  bool has(std::string_view name) const { return values_.contains(name); }
  const std::string& get(std::string_view name) const {
    static const std::string kNone;
    const auto found = values_.find(name);
    return found == values_.end() ? kNone : found->second.back();
  }
  std::vector<std::string> all(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>{} : found->second;
  }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

enum class Takes { positional, option, flag };

struct Parameter {
  Takes takes = Takes::option;
  std::string_view name = {};   // "due": --due, or the positional's name
  std::string_view value = {};  // what help shows: "WHEN"; "" for a flag
  bool required = false;
  bool repeats = false;
  bool shown = true;  // false: taken only to be refused with a better sentence
};

struct Command {
  std::string_view noun;  // "note"; the whole name when verb is ""
  std::string_view verb;  // "add"
  std::vector<Parameter> takes;
  // The exit code, or the Error to explain.
  std::function<Result<int>(Context&, const Command&, const Arguments&)> run;
  std::string_view list = {};  // what --json calls its list; "": the noun with an s

  std::string name() const { return verb.empty() ? std::string(noun) : std::string(noun) + " " + std::string(verb); }
};

}  // namespace avow::cli

#include "cli/help.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/promise_rules.h"
#include "base/text_catalogue.h"
#include "base/text_help.h"

namespace avow::cli {
namespace {

constexpr std::size_t kLabelColumns = 26;
constexpr std::array<std::string_view, 8> kGlobals{"vault", "passphrase-file", "passphrase-fd", "no-input",
                                                   "json",  "color",           "no-pager",      "clock-is-right"};

std::string_view global_value(std::string_view name) {
  if (name == "vault") return "DIR";
  if (name == "passphrase-file") return "FILE";
  if (name == "passphrase-fd") return "N";
  if (name == "color") return "WHEN";
  return "";
}

// "  label                 explanation", the explanation wrapped beside its label.
std::string row(std::string_view label, std::string_view explanation, const Page& page) {
  const std::string gap(kLabelColumns, ' ');
  std::string body = wrap(explanation, page.width, gap);
  if (body.empty()) body = "\n";
  const std::string head = fmt::format("  {}", label);
  if (head.size() >= kLabelColumns) return head + "\n" + body;
  return head + body.substr(std::min(body.size(), head.size()));
}

std::string option_label(std::string_view name, std::string_view value) {
  return value.empty() ? fmt::format("--{}", name) : fmt::format("--{} {}", name, value);
}

std::string usage_line(const Command& command) {
  std::string out = "avow " + command.name();
  for (const Parameter& p : command.takes) {
    if (!p.shown) continue;
    const std::string one = p.takes == Takes::positional ? std::string(p.value) : option_label(p.name, p.value);
    out += p.required ? " " + one : fmt::format(" [{}]", one);
  }
  return out;
}

std::string global_rows(const Page& page) {
  std::string out;
  for (const std::string_view name : kGlobals)
    out += row(option_label(name, global_value(name)), text::option_help("", name), page);
  return out;
}

std::string summary_of(const Command& command) {
  const text::HelpPage* words = text::find_help(command.name());
  return words == nullptr ? "" : std::string(words->summary);
}

std::string command_rows(std::span<const Command> commands, std::string_view noun, const Page& page) {
  std::string out;
  for (const Command& command : commands) {
    if (noun.empty() || command.noun == noun) out += row(command.name(), summary_of(command), page);
  }
  return out;
}

std::string overview(std::span<const Command> commands, const Page& page) {
  return fmt::format("{}\n\n{}\n{}\n{}{}\n{}", text::kTagline, command_rows(commands, "", page),
                     page.style.strong(text::kEveryOption), global_rows(page),
                     row("--version", text::option_help("", "version"), page), wrap(text::kOverviewEnd, page.width));
}

std::string noun_page(std::string_view noun, std::span<const Command> commands, const Page& page) {
  const auto first = std::find_if(commands.begin(), commands.end(), [noun](const Command& command) {
    return command.noun == noun && !command.verb.empty();
  });
  AVOW_ASSERT(first != commands.end());
  const std::string next = std::string(text::kNext) + fmt::format(text::kNounNext, noun, first->verb);
  return fmt::format("{}\n\n{}\n{}", page.style.strong(fmt::format("avow {}", noun)), command_rows(commands, noun, page),
                     wrap(next, page.width));
}

std::string promise_rule_line(const Command& command, const Page& page) {
  const auto rule = command.noun == "promise" ? app::promise_rule(command.verb) : std::nullopt;
  if (!rule) return "";
  return fmt::format("\n{}{}{}", wrap(fmt::format(text::kPromiseWho, rule->who), page.width),
                     wrap(fmt::format(text::kPromiseFrom, rule->from), page.width),
                     wrap(fmt::format(text::kPromiseThen, rule->to), page.width));
}

std::string command_page(const Command& command, const Page& page) {
  const text::HelpPage* words = text::find_help(command.name());
  AVOW_ASSERT(words != nullptr);
  std::string out =
      wrap(fmt::format("avow {}: {}", page.style.strong(command.name()), words->summary), page.width) + "\n";
  out += wrap(usage_line(command), page.width, "  ") + "\n" + wrap(words->what, page.width) +
         promise_rule_line(command, page);
  std::string options;
  for (const Parameter& p : command.takes) {
    if (!p.shown) continue;
    const std::string label = p.takes == Takes::positional ? std::string(p.value) : option_label(p.name, p.value);
    options += row(label, text::option_help(command.name(), p.name), page);
  }
  if (!options.empty()) out += "\n" + options;
  out += fmt::format("\n{}\n  {}\n\n", page.style.strong(text::kExample), words->example);
  out += wrap(std::string(text::kNext) + std::string(words->next), page.width);
  return out + wrap(text::kGlobalsElsewhere, page.width);
}

}  // namespace

std::string help_page(std::string_view named, std::span<const Command> commands, const Page& page) {
  if (named.empty()) return overview(commands, page);
  for (const Command& command : commands) {
    if (command.name() == named) return command_page(command, page);
  }
  return noun_page(named, commands, page);
}

}  // namespace avow::cli

#include <fmt/format.h>

#include "base/text_looking_back.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/values.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

constexpr Parameter kLimit{Takes::option, "limit", "N"};
constexpr Parameter kSince{Takes::option, "since", "WHEN"};
constexpr Parameter kKind{Takes::option, "kind", "KIND"};

Result<int> run_search(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::uint32_t limit, list_limit(arguments.get("limit")));
  Arguments typed;
  std::string joined;
  for (const auto& word : arguments.all("words")) joined += (joined.empty() ? "" : " ") + word;
  if (arguments.has("words")) typed.add("text", joined);
  AVOW_TRY(const std::string words, context.own_text(typed, text::kTheSearch, text::kAskSearch));
  RequestMessage request;
  auto search = request->initSearch();
  search.setWords(words);
  search.setLimit(limit);
  return context.show(request, command);
}

Result<int> run_timeline(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::uint32_t limit, list_limit(arguments.get("limit")));
  RequestMessage request;
  auto query = request->initTimeline();
  query.setLimit(limit);
  query.setSince(arguments.get("since"));
  query.setBefore(arguments.get("before"));
  query.setKind(arguments.get("kind"));
  return context.show(request, command);
}

Result<int> run_us(Context& context, const Command& command, const Arguments& arguments) {
  RequestMessage request;
  if (arguments.has("year-ago")) request->initTimeline().setYearAgo(true);
  else request->setUs();
  return context.show(request, command);
}

// The one that was named.
class Named final : public app::Replies {
 public:
  std::string kind;
  std::string withdraw;
  void item(schema::Item::Reader item) override {
    if (!item.isShared()) return;
    kind = std::string(wire::view_of(item.getShared().getKind()));
    withdraw = std::string(wire::view_of(item.getShared().getWithdraw()));
  }
  void done(schema::Done::Reader) override {}
};

// Why only notes at once: what takes anything else back asks for more, or means more, than one word here.
Result<int> take_back(Context& context, const Command& command, const std::string& id) {
  RequestMessage request;
  request->initShared().setId(id);
  Named named;
  AVOW_CHECK(context.ask(request, named));
  if (named.kind == "note") {
    RequestMessage withdrawal;
    withdrawal->initNoteWithdraw().setId(id);
    return context.show(withdrawal, Command{"note", "withdraw", {}, {}});
  }
  AVOW_TRY(const int code, context.show(request, command));
  context.output().notice(named.withdraw.empty() ? std::string(text::kNothingTakesBack)
                                                 : fmt::format(text::kTakesItBack, named.withdraw));
  return code;
}

Result<int> run_shared(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const std::uint32_t limit, list_limit(arguments.get("limit")));
  if (arguments.has("withdraw")) {
    AVOW_TRY(const std::string id, typed_id(arguments.get("withdraw")));
    return take_back(context, command, id);
  }
  RequestMessage request;
  auto query = request->initShared();
  query.setLimit(limit);
  query.setKind(arguments.get("kind"));
  return context.show(request, command);
}

}  // namespace

std::vector<Command> looking_back() {
  return {{"timeline", "", {kLimit, kSince, {Takes::option, "before", "WHEN"}, kKind}, run_timeline, "items"},
          {"search",
           "",
           {{.takes = Takes::positional, .name = "words", .value = "WORDS", .repeats = true}, kLimit},
           run_search,
           "hits"},
          {"us", "", {{Takes::flag, "year-ago", ""}}, run_us, "items"},
          {"shared", "", {kLimit, kKind, {Takes::option, "withdraw", "ID"}}, run_shared, "items"}};
}

}  // namespace avow::cli::commands

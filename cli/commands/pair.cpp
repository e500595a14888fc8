#include <fmt/format.h>

#include "base/limits.h"
#include "base/text_asking.h"
#include "base/text_catalogue.h"
#include "base/text_pictures.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/input.h"
#include "cli/values.h"
#include "report/qr.h"
#include "wire/json.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

// Wipes a text that is a secret for as long as a link lives.
class LinkText {
 public:
  explicit LinkText(std::string text) : text_(std::move(text)) {}
  LinkText(const LinkText&) = delete;
  LinkText& operator=(const LinkText&) = delete;
  ~LinkText() { crypto::wipe(text_); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// The page that each person sees, alone, before pairing. Waits only for somebody who is there to read it.
void show_safety_page(Context& context) {
  context.output().notice(text::safety_page());
  if (!context.may_ask()) return;
  context.output().notice(text::kContinue);
  wait_for_enter(context.world().streams.in);
}

// Opens nothing: there may be no vault yet, and who reads it is nobody's business.
Result<int> run_safety(Context& context, const Command&, const Arguments&) {
  Output& output = context.output();
  if (output.json()) {
    output.data(fmt::format(R"({{"text":{}}})", wire::to_json_string(text::safety_page())));
  } else {
    output.print_wrapped(text::safety_page());
  }
  return 0;
}

Result<std::string> read_link(Context& context, const Arguments& arguments) {
  const int in = context.world().streams.in;
  const std::string& file = arguments.get("link-file");
  if (!file.empty() && file != "-") return read_file(file, limits::kLinkTextBytesMax);
  if (!file.empty() || !is_terminal(in)) return context.standard_input(limits::kLinkTextBytesMax);
  if (context.globals().no_input) return Error{Errc::usage, std::string(text::kLinkMissing)};
  AVOW_CHECK(context.instance());  // nobody shall paste a link to hear then that there is no vault
  context.output().notice(text::kAskLink);
  return read_paragraph(in, limits::kLinkTextBytesMax);
}

// Shows the invitation as it comes, and behind it its code.
class WithQr final : public app::Replies {
 public:
  WithQr(Output& output, app::Replies& shown) : output_(output), shown_(shown) {}
  void item(schema::Item::Reader item) override {
    shown_.item(item);
    if (!item.isInvite() || output_.json()) return;
    const auto code = report::QrCode::of(wire::view_of(item.getInvite().getLink()));
    output_.print_wrapped(code ? text::kQrAdvice : text::kQrNone);
    if (code) output_.print(code->text(output_.style().colours()));
    output_.flush();
  }
  void done(schema::Done::Reader done) override { shown_.done(done); }

 private:
  Output& output_;
  app::Replies& shown_;
};

Result<int> run_invite(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_CHECK(check_address(arguments.get("listen"), "--listen"));
  AVOW_TRY(const std::uint32_t seconds, window_seconds(arguments.get("for")));
  const auto addresses = arguments.all("address");
  if (addresses.size() > limits::kAddressesMax) {
    return Error{Errc::usage, fmt::format(text::kAddressesMost, limits::kAddressesMax)};
  }
  for (const std::string& address : addresses) AVOW_CHECK(check_own_address(address, "--address"));
  show_safety_page(context);
  RequestMessage request;
  auto invite = request->initPairInvite();
  invite.setListen(arguments.get("listen"));
  invite.setForSeconds(seconds);
  invite.setSideBySide(arguments.has("side-by-side"));
  auto advertise = invite.initAdvertise(static_cast<unsigned>(addresses.size()));
  for (unsigned i = 0; i < addresses.size(); ++i) advertise.set(i, addresses[i]);
  const bool with_qr = arguments.has("qr") || is_terminal(context.world().streams.out);
  if (!with_qr) return context.show(request, command);
  const auto shown = replies_for(context.output(), command);
  WithQr replies(context.output(), *shown);
  AVOW_CHECK(context.ask(request, replies));
  return shown->exit_code();
}

Result<int> run_join(Context& context, const Command& command, const Arguments& arguments) {
  if (arguments.has("link")) return Error{Errc::usage, std::string(text::kLinkInArguments)};
  if (arguments.has("at")) AVOW_CHECK(check_address(arguments.get("at"), "--at"));
  show_safety_page(context);
  AVOW_TRY(std::string read, read_link(context, arguments));
  const LinkText link(std::move(read));
  if (link.text().find_first_not_of(" \t\r\n") == std::string::npos) return Error{Errc::usage, std::string(text::kLinkEmpty)};
  RequestMessage request;
  auto join = request->initPairJoin();
  join.setLink(link.text());
  join.setAt(arguments.get("at"));
  join.setSideBySide(arguments.has("side-by-side"));
  return context.show(request, command);
}

Result<int> run_confirm(Context& context, const Command& command, const Arguments&) {
  RequestMessage request;
  request->setPairConfirm();
  return context.show(request, command);
}

Result<int> run_words(Context& context, const Command& command, const Arguments&) {
  RequestMessage request;
  request->setPairWords();
  return context.show(request, command);
}

}  // namespace

std::vector<Command> safety() {
  return {{"safety", "", {}, run_safety}};
}

std::vector<Command> pair() {
  return {{"pair",
           "invite",
           {{.takes = Takes::option, .name = "listen", .value = "ADDR:PORT", .required = true},
            {Takes::option, "for", "TIME"},
            {.takes = Takes::option, .name = "address", .value = "ADDR:PORT", .repeats = true},
            {Takes::flag, "side-by-side", ""},
            {Takes::flag, "qr", ""}},
           run_invite},
          {"pair",
           "join",
           {{.takes = Takes::positional, .name = "link", .value = "LINK", .repeats = true, .shown = false},
            {Takes::option, "link-file", "FILE"},
            {Takes::option, "at", "ADDR:PORT"},
            {Takes::flag, "side-by-side", ""}},
           run_join},
          {"pair", "confirm", {}, run_confirm},
          {"pair", "words", {}, run_words}};
}

}  // namespace avow::cli::commands

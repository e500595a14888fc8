#include <fmt/format.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/text_bundle.h"
#include "base/text_catalogue.h"
#include "cli/answered_file.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/file_source.h"
#include "cli/human_words.h"
#include "cli/interrupt.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

Result<int> run_export(Context& context, const Command& command, const Arguments& arguments) {
  const std::string& path = arguments.get("file");
  AVOW_CHECK(context.instance());
  RequestMessage request;
  request->setBundleExport();
  capnp::MallocMessageBuilder message;
  auto exported = message.initRoot<schema::Done>().initBundleExported();
  AVOW_CHECK(write_answer(context, request, path, arguments.has("replace"), [&exported](schema::Done::Reader done) {
    if (!done.isBundleExported()) return false;
    exported.setEntries(done.getBundleExported().getEntries());
    exported.setPartner(done.getBundleExported().getPartner());
    return true;
  }));
  exported.setFile(wire::text_for(path));
  const auto replies = replies_for(context.output(), command);
  replies->done(message.getRoot<schema::Done>().asReader());
  return replies->exit_code();
}

// Every piece but the last is answered with a count, which nobody needs to see.
class OnlyTheEnd final : public app::Replies {
 public:
  explicit OnlyTheEnd(app::Replies& end) : end_(end) {}
  void item(schema::Item::Reader) override {}
  void done(schema::Done::Reader done) override {
    if (done.isBundleImported()) end_.done(done);
  }

 private:
  app::Replies& end_;
};

Result<int> run_import(Context& context, const Command& command, const Arguments& arguments) {
  AVOW_TRY(const auto source, open_file(arguments.get("file")));
  AVOW_CHECK(context.instance());
  const auto replies = replies_for(context.output(), command);
  OnlyTheEnd end(*replies);
  Bytes piece(limits::kBundlePieceBytesMax);
  bool last = false;
  for (std::uint32_t number = 0; !last; ++number) {
    std::size_t size = 0;
    while (size < piece.size() && !last) {
      AVOW_TRY(const std::size_t count, source(MutableByteView(piece).subspan(size)));
      last = count == 0;
      size += count;
    }
    if (interrupt_came()) return Error{Errc::interrupted, ""};
    RequestMessage request;
    auto take = request->initBundleTake();
    take.setNumber(number);
    take.setBytes(to_base64(ByteView(piece).first(size)));
    take.setLast(last);
    const HeldInterrupts held;
    AVOW_CHECK(context.ask(request, end));
  }
  return replies->exit_code();
}

constexpr Parameter kFile{.takes = Takes::positional, .name = "file", .value = "FILE", .required = true};

}  // namespace

std::vector<Command> bundle() {
  return {{"bundle", "export", {kFile, {Takes::flag, "replace", ""}}, run_export}, {"bundle", "import", {kFile}, run_import}};
}

}  // namespace avow::cli::commands

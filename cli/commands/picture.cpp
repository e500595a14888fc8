#include <fmt/format.h>

#include "base/text_pictures.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/local_places.h"
#include "cli/private_file.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

using Fill = std::function<void(schema::PictureQuery::Builder)>;

// The drawing goes into a file, all else to whoever asked.
class Drawn final : public app::Replies {
 public:
  Drawn(PrivateFile& file, ShownReplies* shown) : file_(file), shown_(shown) {}
  void item(schema::Item::Reader) override {}
  void done(schema::Done::Reader done) override {
    file_.write(wire::view_of(done.getPicture().getDrawing()));
    if (shown_ == nullptr) return;
    capnp::MallocMessageBuilder message;
    message.setRoot(done);
    message.getRoot<schema::Done>().getPicture().setDrawing("");
    shown_->done(message.getRoot<schema::Done>());
  }

 private:
  PrivateFile& file_;
  ShownReplies* shown_;
};

Result<int> to_file(Context& context, const Command& command, const Arguments& arguments, const Fill& fill) {
  const std::string& path = arguments.get("svg");
  AVOW_TRY(const auto place, context.place());
  AVOW_CHECK(check_is_outside(path, place));
  AVOW_CHECK(context.instance());
  AVOW_TRY(const auto file, PrivateFile::open(path, arguments.has("replace")));
  RequestMessage request;
  auto query = request->initPicture();
  fill(query);
  query.setForm("file");
  const auto shown = replies_for(context.output(), command);
  Drawn drawn(*file, context.output().json() ? shown.get() : nullptr);
  AVOW_CHECK(context.ask(request, drawn));
  AVOW_CHECK(file->finish());
  if (!context.output().json()) context.output().print_wrapped(fmt::format(text::kPictureSaved, path));
  return 0;
}

}  // namespace

Result<void> check_svg_has_picture(const Arguments& arguments) {
  if (arguments.has("svg") || arguments.has("replace")) return Error{Errc::usage, std::string(text::kSvgNeedsPicture)};
  return {};
}

Result<int> show_picture(Context& context, const Command& command, const Arguments& arguments, const Fill& fill) {
  if (arguments.has("svg")) return to_file(context, command, arguments, fill);
  if (arguments.has("replace")) return Error{Errc::usage, std::string(text::kReplaceNeedsSvg)};
  RequestMessage request;
  auto query = request->initPicture();
  fill(query);
  if (!context.output().json()) query.setForm("text");
  query.setWidth(static_cast<std::uint32_t>(context.output().width()));
  return context.show(request, command);
}

}  // namespace avow::cli::commands

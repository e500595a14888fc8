#include "cli/answered_file.h"

#include "app/backup.h"
#include "base/text_backup.h"
#include "cli/interrupt.h"
#include "cli/private_file.h"
#include "wire/message.h"

namespace avow::cli {
namespace {

// An interrupt ends it after the whole answer, and nothing is left.
class Chunks final : public app::Replies {
 public:
  Chunks(PrivateFile& file, const std::function<bool(schema::Done::Reader done)>& take_end)
      : file_(file), take_end_(take_end) {}
  void item(schema::Item::Reader item) override {
    if (!item.isChunk() || interrupt_came()) return;
    const ByteView bytes = wire::view_of(item.getChunk());
    file_.write(text_of(bytes));
    chunks_.push_back({bytes.size(), app::digest_of(bytes)});
  }
  void done(schema::Done::Reader done) override { whole_ = take_end_(done); }
  bool whole() const { return whole_; }

  // Is on the disk what came?
  Result<void> read_back() {
    AVOW_CHECK(file_.sync());
    std::uint64_t offset = 0;
    for (const auto& [size, hash] : chunks_) {
      AVOW_TRY(const std::string bytes, file_.read(offset, size));
      if (app::digest_of(bytes_of(bytes)) != hash) return Error{Errc::io, std::string(text::kFileReadBack)};
      offset += size;
    }
    return {};
  }

 private:
  struct Chunk {
    std::size_t size;
    Hash hash;
  };
  PrivateFile& file_;
  const std::function<bool(schema::Done::Reader done)>& take_end_;
  std::vector<Chunk> chunks_;
  bool whole_ = false;
};

}  // namespace

Result<void> write_answer(Context& context, RequestMessage& request, const std::string& path, bool replace,
                          const std::function<bool(schema::Done::Reader done)>& take_end) {
  const HeldInterrupts held;
  AVOW_TRY(const auto file, PrivateFile::open(path, replace));
  Chunks chunks(*file, take_end);
  AVOW_CHECK(context.ask(request, chunks));
  if (interrupt_came()) return Error{Errc::interrupted, ""};
  if (!chunks.whole()) return Error{Errc::failed, "no answer came"};
  AVOW_CHECK(chunks.read_back());
  return file->finish();
}

}  // namespace avow::cli

// Reads one HTTP/1.1 request out of the bytes of a connection, strictly: whatever two readers could understand in two
// ways is refused (RFC 9112, section 11.2). No chunked bodies, no folded lines, no bare line feeds, no absolute targets.
// Boost.Beast's parser does the grammar. Owns no socket and no clock. Resource; one for each request.
#pragma once

#include <memory>
#include <optional>

#include "web/http_request.h"
#include "web/http_status.h"

namespace avow::web {

class RequestReader {
 public:
  RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;
  ~RequestReader();

  // Takes what belongs to this request and gives how much that was: less than all of it once the request is whole, or
  // failed. What follows belongs to the next one.
  std::size_t receive(ByteView bytes);
  bool has_begun() const;
  // Why it is none; nothing more is read then.
  std::optional<Status> failure() const;
  // Once, when it is whole.
  std::optional<HttpRequest> take();

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace avow::web

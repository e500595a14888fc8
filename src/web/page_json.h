// JSON between a page and the local API (protocol/README.md#page): what came in, and the lines of an answer. An answer is
// any number of {"v":1,"item":…} and then one {"v":1,"done":…} or {"v":1,"error":…}.
#pragma once

#include <functional>
#include <string>

#include "app/desk.h"
#include "app/replies.h"
#include "base/bytes.h"

namespace avow::web {

// Out of {"token":…}. Error{malformed}.
Result<std::string> token_in(std::string_view json);

// Error{malformed}, {too_large}, or what `take` gives. The message is wiped afterwards.
Result<void> read_request(std::string_view json, const std::function<Result<void>(schema::Request::Reader)>& take);

// Each ends with a line feed.
std::string item_line(schema::Item::Reader item);
std::string done_line(schema::Done::Reader done);
// Of a vault that was just made. By hand, so that its code lies in no message.
std::string created_line(std::string_view place, ByteView recovery_text);
std::string wiped_line(const app::WipedVault& wiped);
std::string error_line(const Error& error);

}  // namespace avow::web

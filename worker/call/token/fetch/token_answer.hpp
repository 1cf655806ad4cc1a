// What a token call's answer means: a token that can be used, or why not and what to do. Pure, any thread; never throws on bad input.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "common/http_result.hpp"
#include "worker/answer/error_class.hpp"
#include "worker/call/token/fetch/token_source.hpp"

namespace iw {

/// What was called, and what its answer calls the token.
struct TokenAnswerForm {
  std::string call;                                                                          ///< for sentences: "/cgi-bin/stable_token"
  std::string token = "access_token";                                                        ///< member with the token; beside it stands expires_in
  std::string refresh_token;                                                                 ///< member with the next refresh token; empty: none
  std::string if_refused = "check that the secret belongs to this appid and was not reset";  ///< advice for errcodes of class token
};

/// A good answer.
struct TokenAnswer {
  FreshToken fresh;
  Secret refresh_token;  ///< empty: none came
};

/// Reads an answer. The token must be visible ASCII of at most 8192 bytes, expires_in 1 second to 31 days, else it is trouble. Errcodes go by the
/// class table. `secrets` become ***** in what the answer says.
[[nodiscard]] std::variant<TokenAnswer, TokenTrouble> read_token_answer(const HttpResult& result, const TokenAnswerForm& form,
                                                                        const ErrorTable& table, std::span<const std::string> secrets, Now now);

/// What a person can do about an errcode of a token call; `errmsg` may name an address. Empty when there is nothing to say.
[[nodiscard]] std::string token_advice(std::int64_t errcode, std::string_view errmsg);

}  // namespace iw

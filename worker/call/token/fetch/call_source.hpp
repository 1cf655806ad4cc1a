// Token sources that need one step: a call, or a look at a file. Loop thread.
#pragma once

#include <functional>
#include <string>

#include "common/clock.hpp"
#include "common/error.hpp"
#include "worker/answer/error_class.hpp"
#include "worker/call/token/fetch/known_secrets.hpp"
#include "worker/call/token/fetch/token_answer.hpp"
#include "worker/call/token/fetch/token_call.hpp"
#include "worker/call/token/fetch/token_file.hpp"
#include "worker/call/token/fetch/token_source.hpp"

namespace iw {

/// A secret of the configuration: the value itself, or a file that is read each time.
class SecretInput {
 public:
  /// `what` it is, for sentences. Both empty: there is none.
  SecretInput(Secret value, std::string file, std::string what) : value_(std::move(value)), file_(std::move(file), std::move(what)) {}
  /// The secret as it is now; an empty one when there is none. The error names the file.
  [[nodiscard]] Result<Secret> now() { return file_.path().empty() ? Result<Secret>{value_} : file_.read(); }

 private:
  Secret value_;
  TokenFile file_;
};

/// Answers with what one call answers: kinds stable and service, and the component token by ticket.
class CallSource final : public TokenSource {
 public:
  /// Makes the call out of secrets that are read now, and remembers them.
  using MakeCall = std::function<Result<TokenCall>(KnownSecrets& secrets)>;
  /// `caller`, `errors` and `clock` must outlive the source.
  CallSource(TokenCaller& caller, const ErrorTable& errors, const Clock& clock, TokenAnswerForm form, MakeCall make)
      : caller_(caller), errors_(errors), clock_(clock), form_(std::move(form)), make_(std::move(make)) {}

  void fetch(TokenDone done) override;
  void add_secrets(std::vector<std::string>& list) const override { secrets_.append_to(list); }
  [[nodiscard]] std::uint64_t secrets_revision() const override { return secrets_.revision(); }

 private:
  TokenCaller& caller_;
  const ErrorTable& errors_;
  const Clock& clock_;
  TokenAnswerForm form_;
  MakeCall make_;
  KnownSecrets secrets_;
};

/// Answers with what a file holds at that moment; such a token's life is not known.
class FileSource final : public TokenSource {
 public:
  FileSource(std::string path, std::string what) : file_(std::move(path), std::move(what)) {}
  void fetch(TokenDone done) override;
  void add_secrets(std::vector<std::string>& list) const override { secrets_.append_to(list); }
  [[nodiscard]] std::uint64_t secrets_revision() const override { return secrets_.revision(); }

 private:
  TokenFile file_;
  KnownSecrets secrets_;
};

}  // namespace iw

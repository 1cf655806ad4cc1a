// Certificates that change on disk, and files that cannot be used.
#include "common/http/connect/live_tls_context.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/test_certificates.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The same key as PEM, encrypted.
std::string encrypt(const std::string& pem) {
  BIO* in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO* out = BIO_new(BIO_s_mem());
  std::string phrase = "pass phrase";
  PEM_write_bio_PrivateKey(out, key, EVP_aes_128_cbc(), reinterpret_cast<unsigned char*>(phrase.data()), static_cast<int>(phrase.size()), nullptr,
                           nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string text{data, static_cast<std::size_t>(size)};
  BIO_free(in);
  BIO_free(out);
  EVP_PKEY_free(key);
  return text;
}

class LiveTlsContextTest : public ::testing::Test {
 protected:
  LiveTlsContextTest() { std::filesystem::create_directories(folder_); }
  ~LiveTlsContextTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string file(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const { std::ofstream{file(name), std::ios::binary} << text; }
  void write(const TlsIdentity& identity) const {
    write("cert", identity.certificate);
    write("key", identity.key);
  }
  [[nodiscard]] TlsFiles files() const { return {.ca_file = "", .certificate_file = file("cert"), .key_file = file("key")}; }
  [[nodiscard]] std::string refusal() const {
    const auto context = LiveTlsContext::create(files());
    return context ? "none" : context.error().message;
  }
  /// The certificate that the context would show, PEM.
  static std::string shown(boost::asio::ssl::context& context) {
    X509* certificate = SSL_CTX_get0_certificate(context.native_handle());
    if (certificate == nullptr) return {};
    BIO* out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(out, certificate);
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    std::string text{data, static_cast<std::size_t>(size)};
    BIO_free(out);
    return text;
  }

  const TestAuthority authority;
  TimePoint now{1h};

 private:
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("import_worker_tls." + std::to_string(::getpid()));
};

TEST_F(LiveTlsContextTest, ShowsNothingWithoutFiles) {
  auto context = LiveTlsContext::create({}).value();
  EXPECT_EQ(shown(context.current(now)), "");
}

TEST_F(LiveTlsContextTest, ShowsTheCertificateWithItsChain) {
  const auto identity = authority.issue();
  write("cert", identity.certificate + authority.root());
  write("key", identity.key);
  auto context = LiveTlsContext::create(files()).value();
  EXPECT_EQ(shown(context.current(now)), identity.certificate);
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(context.current(now).native_handle(), &chain);
  EXPECT_EQ(sk_X509_num(chain), 1);
}

TEST_F(LiveTlsContextTest, RefusesFilesThatAreNotThereAndNamesThem) {
  EXPECT_THAT(refusal(), AllOf(HasSubstr("client certificate"), HasSubstr(file("cert")), HasSubstr("No such file")));
  write("cert", authority.issue().certificate);
  EXPECT_THAT(refusal(), AllOf(HasSubstr("client key"), HasSubstr(file("key")), HasSubstr("No such file")));
}

TEST_F(LiveTlsContextTest, RefusesWhatIsNoPem) {
  write({"no certificate", "no key"});
  EXPECT_THAT(refusal(), AllOf(HasSubstr(file("cert")), HasSubstr("PEM")));
  write({authority.issue().certificate, "no key"});
  EXPECT_THAT(refusal(), AllOf(HasSubstr(file("key")), HasSubstr("PEM")));
}

TEST_F(LiveTlsContextTest, RefusesAKeyOfAnotherCertificate) {
  write({authority.issue().certificate, authority.issue().key});
  EXPECT_THAT(refusal(), AllOf(HasSubstr(file("key")), HasSubstr("does not belong to the first certificate in " + file("cert"))));
}

TEST_F(LiveTlsContextTest, RefusesAnEncryptedKeyWithoutAskingForItsPassPhrase) {
  const auto identity = authority.issue();
  write({identity.certificate, encrypt(identity.key)});
  EXPECT_THAT(refusal(), AllOf(HasSubstr(file("key")), HasSubstr("encrypted"), HasSubstr("without a pass phrase")));
}

TEST_F(LiveTlsContextTest, RefusesOneFileWithoutTheOther) {
  write(authority.issue());
  for (const TlsFiles& half : {TlsFiles{.certificate_file = file("cert")}, TlsFiles{.key_file = file("key")}}) {
    const auto context = LiveTlsContext::create(half);
    ASSERT_FALSE(context);
    EXPECT_THAT(context.error().message, HasSubstr("needs both"));
  }
}

TEST_F(LiveTlsContextTest, TakesUpChangedFilesAtMostOnceASecond) {
  const auto first = authority.issue(), second = authority.issue();
  write(first);
  auto context = LiveTlsContext::create(files()).value();
  EXPECT_EQ(shown(context.current(now)), first.certificate);
  write(second);
  now += 999ms;
  EXPECT_EQ(shown(context.current(now)), first.certificate);
  now += 1ms;
  EXPECT_EQ(shown(context.current(now)), second.certificate);
  EXPECT_THAT(context.trouble(), IsEmpty());
}

TEST_F(LiveTlsContextTest, KeepsTheOldContextWhileTheNewFilesAreBrokenAndSaysSo) {
  const auto first = authority.issue(), second = authority.issue();
  write(first);
  auto context = LiveTlsContext::create(files()).value();
  write("cert", second.certificate);
  EXPECT_EQ(shown(context.current(now)), first.certificate);
  EXPECT_THAT(context.trouble(), HasSubstr("does not belong"));
  EXPECT_THAT(context.describe_trouble(), HasSubstr("does not belong"));
  write("key", second.key);
  EXPECT_EQ(shown(context.current(now += 1s)), second.certificate);
  EXPECT_THAT(context.trouble(), IsEmpty());
  EXPECT_THAT(context.describe_trouble(), IsEmpty());
}

TEST_F(LiveTlsContextTest, KeepsTheOldContextWhileTheFilesAreGone) {
  const auto identity = authority.issue();
  write(identity);
  auto context = LiveTlsContext::create(files()).value();
  std::filesystem::remove(file("key"));
  EXPECT_EQ(shown(context.current(now)), identity.certificate);
  EXPECT_THAT(context.trouble(), HasSubstr("No such file"));
  write(identity);
  EXPECT_EQ(shown(context.current(now += 1s)), identity.certificate);
  EXPECT_THAT(context.trouble(), IsEmpty());
}

TEST_F(LiveTlsContextTest, TriesBrokenFilesAgainThoughTheyLookTheSame) {
  const auto first = authority.issue(), second = authority.issue();
  write(first);
  auto context = LiveTlsContext::create(files()).value();
  // A half-written file that was completed within one tick of the file system's clock keeps its stamp.
  auto damaged = second;
  damaged.key.replace(damaged.key.size() / 2, std::string::npos, std::string(damaged.key.size() - damaged.key.size() / 2, ' '));
  write(damaged);
  const auto written = std::filesystem::last_write_time(file("key"));
  (void)context.current(now);
  EXPECT_NE(context.trouble(), "");
  write("key", second.key);
  std::filesystem::last_write_time(file("key"), written);
  EXPECT_EQ(shown(context.current(now += 1s)), second.certificate);
}

TEST_F(LiveTlsContextTest, StreamOfTheContextBeforeStaysGood) {
  write(authority.issue());
  auto context = LiveTlsContext::create(files()).value();
  boost::asio::io_context loop;
  Wire wire{Socket{loop}};
  wire.tls.emplace(wire.socket, context.current(now));
  write(authority.issue());
  (void)context.current(now += 1s);
  expect_host(*wire.tls, "api.test");
  EXPECT_NE(SSL_get_certificate(wire.tls->native_handle()), SSL_CTX_get0_certificate(context.current(now).native_handle()));
}

TEST_F(LiveTlsContextTest, TakesUpChangedRoots) {
  write("ca", "no roots");
  EXPECT_FALSE(LiveTlsContext::create({.ca_file = file("ca")}));
  write("ca", authority.root());
  auto context = LiveTlsContext::create({.ca_file = file("ca")}).value();
  const auto count = [&] {
    STACK_OF(X509_OBJECT)* objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context.current(now += 1s).native_handle()));
    return sk_X509_OBJECT_num(objects);
  };
  EXPECT_EQ(count(), 1);
  write("ca", authority.root() + TestAuthority{}.root());
  EXPECT_EQ(count(), 2);
}

}  // namespace
}  // namespace iw::testing

// The rule itself, on texts that break it.
#include "tests/support/rooms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace iw::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A house as small as the rule allows: two rooms that decide, a shell in the folder of one of them, and what they stand on.
const Rooms& house() {
  static const Rooms rooms{
      "common common - Boost::headers;OpenSSL::Crypto\n"
      "common_kafka common/kafka - common;PkgConfig::rdkafka\n"
      "common_log common/log - common;spdlog::spdlog\n"
      "worker_commit worker/commit - common\n"
      "worker_kafka_commit worker/commit kafka common;common_kafka;worker_commit\n"
      "worker_ledger worker/ledger - \n"
      "worker_root worker - worker_commit;worker_kafka_commit\n"
      "worker_demo worker/demo - common;worker_root\n"
      "worker_cli worker/cli - worker_root\n"};
  return rooms;
}

std::vector<std::string> breaches(std::string_view path, std::string_view text) { return house().breaches(path, text); }

TEST(Includes, AreFoundWithTheirLines) {
  const auto all = includes_of("#pragma once\n\n#include <map>\n  #  include \"common/a.hpp\"  // why\n// #include <set>\nint include;\n#include MACRO\n");
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].line, 3u);
  EXPECT_EQ(all[0].written, "<map>");
  EXPECT_EQ(all[1].line, 4u);
  EXPECT_EQ(all[1].path, "common/a.hpp");
  EXPECT_EQ(all[2].written, "MACRO");
  EXPECT_EQ(all[2].path, "");
}

TEST(Rooms, MayIncludeTheirOwnFilesAndThoseOfRoomsThatTheyLink) {
  EXPECT_THAT(breaches("worker/commit/pacer.cpp", "#include \"worker/commit/pacer.hpp\"\n#include \"common/clock.hpp\"\n"), IsEmpty());
}

TEST(Rooms, NameAnIncludeOfARoomThatIsNotLinked) {
  EXPECT_THAT(breaches("worker/commit/pacer.hpp", "#pragma once\n\n#include \"worker/ledger/ledger.hpp\"\n"),
              ElementsAre("worker/commit/pacer.hpp:3: includes \"worker/ledger/ledger.hpp\", but worker_commit does not link worker_ledger"));
}

TEST(Rooms, NameEveryBreachOfAFileAndNotOnlyTheFirst) {
  EXPECT_EQ(breaches("worker/ledger/ledger.cpp", "#include \"common/clock.hpp\"\n#include \"worker/commit/pacer.hpp\"\n").size(), 2u);
}

TEST(Rooms, MayNotIncludeWhatOnlyALinkedRoomLinks) {
  EXPECT_THAT(breaches("worker/cli/cli.cpp", "#include \"worker/commit/pacer.hpp\"\n"),
              ElementsAre("worker/cli/cli.cpp:1: includes \"worker/commit/pacer.hpp\", but worker_cli does not link worker_commit"));
}

TEST(Rooms, OfOneFolderAreToldApartByThePrefixOfTheirFiles) {
  EXPECT_THAT(breaches("worker/commit/kafka_producer.cpp", "#include \"worker/commit/pacer.hpp\"\n"), IsEmpty());
  EXPECT_THAT(breaches("worker/commit/pacer.cpp", "#include \"worker/commit/kafka_producer.hpp\"\n"),
              ElementsAre("worker/commit/pacer.cpp:1: includes \"worker/commit/kafka_producer.hpp\", but worker_commit does not link worker_kafka_commit"));
}

TEST(Rooms, AreNotDeceivedByBracketsAroundAFileOfTheProject) {
  EXPECT_THAT(breaches("worker/ledger/ledger.hpp", "#include <common/clock.hpp>\n"),
              ElementsAre("worker/ledger/ledger.hpp:1: includes <common/clock.hpp>, but worker_ledger does not link common"));
}

TEST(Rooms, NameAnIncludeOfAFileWithoutARoom) {
  EXPECT_THAT(breaches("worker/commit/pacer.cpp", "#include \"tests/support/manual_clock.hpp\"\n"),
              ElementsAre("worker/commit/pacer.cpp:1: includes \"tests/support/manual_clock.hpp\", which belongs to no room of CMakeLists.txt"));
}

TEST(Rooms, NameFilesWithoutARoomAndFilesOfTwo) {
  EXPECT_THAT(breaches("worker/track/track.cpp", ""), ElementsAre("worker/track/track.cpp: belongs to no room of CMakeLists.txt"));
  EXPECT_THAT(breaches("worker/ledger/kafka_ledger.cpp", ""), ElementsAre("worker/ledger/kafka_ledger.cpp: belongs to no room of CMakeLists.txt"));
  EXPECT_THAT(breaches("stray.cpp", ""), ElementsAre("stray.cpp: belongs to no room of CMakeLists.txt"));
  const Rooms twice{"a worker/a - \nb worker/a - \n"};
  EXPECT_THAT(twice.breaches("worker/a/x.cpp", ""), ElementsAre("worker/a/x.cpp: belongs to both a and b"));
}

TEST(Rooms, LetTheProgramIncludeItsCommandsOnly) {
  EXPECT_THAT(breaches("worker/main.cpp", "#include \"worker/cli/cli.hpp\"\n"), IsEmpty());
  EXPECT_THAT(breaches("worker/main.cpp", "#include \"worker/worker.hpp\"\n"),
              ElementsAre("worker/main.cpp:1: includes \"worker/worker.hpp\", but import-worker does not link worker_root"));
}

TEST(Technologies, ThatTheSystemOrTheLanguageGivesAreForAll) {
  EXPECT_THAT(breaches("worker/ledger/ledger.cpp", "#include <map>\n#include <cstdint>\n#include <unistd.h>\n#include <sys/stat.h>\n#include <boost/crc.hpp>\n"),
              IsEmpty());
}

TEST(Technologies, AreClosedToARoomThatDecides) {
  for (const std::string header : {"<boost/asio.hpp>", "<boost/asio/post.hpp>", "\"boost/beast/http.hpp\"", "<librdkafka/rdkafka.h>", "<httplib.h>",
                                   "<spdlog/async.h>", "<rapidjson/reader.h>", "<openssl/ssl.h>"}) {
    const auto found = breaches("worker/commit/pacer.hpp", "#include <map>\n#include " + header + "\n");
    ASSERT_EQ(found.size(), 1u) << header;
    EXPECT_TRUE(found[0].starts_with("worker/commit/pacer.hpp:2: includes " + header + ", but worker_commit is not among the rooms that may (")) << found[0];
  }
}

TEST(Technologies, StayClosedToARoomThatDecidesWhateverItLinks) {
  const Rooms rooms{"worker_ledger worker/ledger - PkgConfig::rdkafka\n"};
  EXPECT_EQ(rooms.breaches("worker/ledger/ledger.cpp", "#include <librdkafka/rdkafka.h>\n").size(), 1u);
}

TEST(Technologies, AreOpenToTheRoomsThatMayAndLinkThem) {
  EXPECT_THAT(breaches("common/kafka/handles.hpp", "#include <librdkafka/rdkafka.h>\n"), IsEmpty());
  EXPECT_THAT(breaches("worker/commit/kafka_commit_thread.cpp", "#include <boost/asio/post.hpp>\n"), IsEmpty());
  EXPECT_THAT(breaches("common/redact.cpp", "#include <openssl/evp.h>\n"), IsEmpty());
}

TEST(Technologies, NeedALinkOfTheRoomsOwn) {
  EXPECT_THAT(breaches("worker/demo/broker.cpp", "#include <librdkafka/rdkafka_mock.h>\n"),
              ElementsAre("worker/demo/broker.cpp:1: includes <librdkafka/rdkafka_mock.h>, but worker_demo does not link PkgConfig::rdkafka"));
}

TEST(Technologies, ThatNobodyKnowsAreNamed) {
  for (const std::string header : {"<nlohmann/json.hpp>", "<json.hpp>", "\"pacer.hpp\"", "\"../ledger/ledger.hpp\"", "MACRO"})
    EXPECT_THAT(breaches("worker/commit/pacer.cpp", "#include " + header + "\n"),
                ElementsAre("worker/commit/pacer.cpp:1: includes " + header + ", which no row of tests/support/rooms.cpp gives to anybody"));
}

TEST(Technologies, NameNoRoomThatIsGone) {
  EXPECT_THAT(house().unknown_rooms_in_the_table(), ::testing::Contains("worker_admin"));
  EXPECT_THAT(house().unknown_rooms_in_the_table(), ::testing::Not(::testing::Contains("worker_cli")));
}

TEST(Links, ThatFormACircleAreNamed) {
  EXPECT_EQ(house().circle(), "");
  EXPECT_EQ((Rooms{"a worker/a - b\nb worker/b - c;common\nc worker/c - b\n"}.circle()), "b -> c -> b");
  EXPECT_EQ((Rooms{"a worker/a - a\n"}.circle()), "a -> a");
}

TEST(Links, ThatMeetAgainAreNoCircle) { EXPECT_EQ((Rooms{"a worker/a - b;c\nb worker/b - d\nc worker/c - d\nd worker/d - \n"}.circle()), ""); }

TEST(TheListOfRooms, IsRefusedWhenItSaysSomethingElse) {
  EXPECT_THROW(Rooms{"worker_a worker/a\n"}, std::runtime_error);
  EXPECT_THROW(Rooms{"worker_a worker/a - common more\n"}, std::runtime_error);
  EXPECT_THROW(Rooms{"\n"}, std::runtime_error);
}

}  // namespace
}  // namespace iw::testing

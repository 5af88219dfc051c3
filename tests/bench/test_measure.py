import http.server
import threading
from math import isnan, nan

import pytest

from bench import measure
from bench.cases import Case
from bench.measure import Asked, Request, Sample, WrongAnswer, ask_with_own_client, fetch, median, read_wrk
from bench.run import is_right
from bench.servers import HOST

SAID = """Running 1s test @ http://127.0.0.1:8000/hello/
  1 threads and 1 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   171.19us   50.03us   1.61ms   94.39%
    Req/Sec     5.78k   416.80     6.13k    90.91%
  Latency Distribution
     50%  {median}
     75%  173.00us
     90%  199.00us
     99%  337.00us
  6328 requests in 1.10s, 3.53MB read
Requests/sec:   5753.80
Transfer/sec:      3.21MB
"""


@pytest.mark.parametrize(
    ("median", "milliseconds"), [("162.00us", 0.162), ("12.40ms", 12.4), ("1.50s", 1500), ("1.10m", 66_000), ("0.00us", 0)]
)
def test_what_wrk_says_is_read(median, milliseconds):
    assert read_wrk(SAID.replace("{median}", median)) == Asked(pytest.approx(milliseconds), 5753.8, 6328)


@pytest.mark.parametrize(
    "wrong", ["  Non-2xx or 3xx responses: 3\n", "  Socket errors: connect 0, read 2, write 0, timeout 0\n"]
)
def test_a_run_with_errors_is_no_measurement(wrong):
    with pytest.raises(WrongAnswer, match=wrong.strip()[:12]):
        read_wrk(SAID + wrong)


def test_each_figure_has_its_own_median():
    assert median([Sample(3, 10, 8), Sample(1, 30, 9), Sample(2, 20, 7)]) == Sample(2, 20, 8)
    assert isnan(median([Sample(3, nan)]).per_second)


def test_a_listing_with_the_wrong_number_of_entries_is_refused():
    topic, word = Case("one topic", "topic=climate"), Case("word", "q=kelp", says=("kelp",))
    assert is_right(topic, 7, 7)
    assert is_right(word, 9, 7)
    assert not is_right(topic, 8, 7)
    assert not is_right(topic, None, 7)
    assert not is_right(word, 6, 7)
    assert not is_right(word, 0, 0)


class Small(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b"<p><strong>1234</strong> entries</p>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"one"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Says nothing."""


@pytest.fixture
def small_server():
    server = http.server.ThreadingHTTPServer((HOST, 0), Small)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_answer_says_its_size_and_how_many_entries_there_are(small_server):
    answer = fetch(Request(small_server, "/"))
    assert (answer.status, answer.etag, answer.total) == (200, '"one"', 1234)
    assert len(answer.body) < answer.wire < len(answer.body) + 300


@pytest.mark.parametrize("ask", [measure.ask_with_wrk, ask_with_own_client])
def test_both_clients_count_answers(small_server, ask):
    if ask is measure.ask_with_wrk and not measure.WRK:
        ask = ask_with_own_client  # the only one here
    asked = ask(Request(small_server, "/"), connections=2, seconds=1)
    assert 0 < asked.milliseconds < 1_000
    assert asked.count >= asked.per_second * 0.5 > 0

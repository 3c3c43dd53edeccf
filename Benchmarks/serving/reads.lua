-- Recommendations for random users; with PACE (milliseconds) each connection waits about so long between requests.
local users = tonumber(os.getenv("USERS") or "200000")
local pace = tonumber(os.getenv("PACE") or "0")
local threads = 0

function setup(thread)
  thread:set("seed", threads)
  threads = threads + 1
end

function init(arguments)
  math.randomseed(seed * 7919 + 1)
end

function delay()
  if pace == 0 then return 0 end
  return math.floor(-pace * math.log(1 - math.random()) + 0.5)
end

function request()
  return wrk.format("GET", "/v1/users/u" .. math.random(0, users - 1) .. "/recommendations?n=20")
end

function done(summary, latency, requests)
  io.write(string.format(
    "RESULT reads=%d seconds=%.2f rate=%.0f p50=%.2f p99=%.2f p999=%.2f max=%.2f errors=%d\n",
    summary.requests, summary.duration / 1e6, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3,
    latency.max / 1e3,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
      + summary.errors.timeout))
end

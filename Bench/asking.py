"""Asks for a page again and again, and prints how many milliseconds each answer took, as a JSON list.

python3 asking.py URL COUNT PAUSE
"""

import json
import sys
import time
import urllib.request


def main(url: str, count: int, pause: float) -> list[float]:
    took = []
    for _ in range(count):
        begin = time.monotonic()
        with urllib.request.urlopen(url, timeout=10) as answer:
            answer.read()
        took.append(1_000 * (time.monotonic() - begin))
        time.sleep(max(0, begin + pause - time.monotonic()))
    return took


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))))

// The stream that says that something changed. It carries no content: each part of a page asks for its own when it hears of it.

const GIVE_UP_AFTER = 10_000;

export function watch() {
  const lamp = document.getElementById('live');
  if (!lamp) {
    return;
  }
  lamp.hidden = false;
  let lost = 0;
  const source = new EventSource('/live');
  const heard = () => {
    clearTimeout(lost);
    lost = 0;
    show(lamp, true);
  };
  source.onopen = heard;
  source.onerror = () => {
    // EventSource tries again by itself, unless the session is gone: then the page would wait for ever.
    if (source.readyState === EventSource.CLOSED) {
      location.reload();
      return;
    }
    lost = lost || setTimeout(() => show(lamp, false), GIVE_UP_AFTER);
  };
  source.addEventListener('changed', () => {
    heard();
    tell('sekisho:changed');
  });
  source.addEventListener('minute', () => {
    heard();
    tell('sekisho:minute');
  });
  addEventListener('pagehide', () => source.close());
}

function show(lamp, live) {
  lamp.classList.toggle('stale', !live);
  const banner = document.getElementById('stale');
  if (banner) {
    banner.hidden = live;
  }
}

// Whoever reads or types is not disturbed: a list does not change under the pointer's selection, and no field loses its text.
function tell(name) {
  if (document.hidden) {
    document.addEventListener('visibilitychange', () => document.body.dispatchEvent(new Event(name)), { once: true });
  } else {
    document.body.dispatchEvent(new Event(name));
  }
}

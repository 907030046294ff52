// What happens after a part of a page was exchanged.

export function pages() {
  document.addEventListener('htmx:afterSwap', (event) => {
    const opened = event.detail.elt?.closest?.('[data-opened]') ?? document.getElementById('open');
    if (event.detail.requestConfig?.elt?.matches?.('[data-row]') && opened?.hasAttribute('data-opened')) {
      mark(event.detail.requestConfig.elt);
      opened.focus({ preventScroll: matchMedia('(min-width: 75rem)').matches });
      opened.scrollTop = 0;
    }
  });
  document.addEventListener('click', closeInPlace);
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (event.detail.elt.matches('.tail-mark') && isRead()) {
      event.preventDefault();
    }
    // A list is not exchanged while someone is in it.
    if (event.detail.elt.matches('#list, #page') && event.detail.elt.contains(document.activeElement)) {
      event.preventDefault();
    }
  });
  document.addEventListener('htmx:afterSettle', limitTail);
  document.addEventListener('htmx:responseError', () => {
    const banner = document.getElementById('stale');
    if (banner) {
      banner.hidden = false;
    }
  });
}

function mark(link) {
  document.querySelectorAll('#list tr[aria-current]').forEach((row) => row.removeAttribute('aria-current'));
  link.closest('tr')?.setAttribute('aria-current', 'true');
}

// Beside its list an explanation closes where it stands; on a page of its own the link leads back.
function closeInPlace(event) {
  const link = event.target.closest?.('.split [data-close]');
  if (!link) {
    return;
  }
  event.preventDefault();
  const empty = document.createElement('section');
  empty.id = 'open';
  empty.hidden = true;
  document.getElementById('open').replaceWith(empty);
  history.pushState({}, '', link.href);
  const row = document.querySelector('#list tr[aria-current] [data-row]');
  document.querySelectorAll('#list tr[aria-current]').forEach((each) => each.removeAttribute('aria-current'));
  row?.focus();
}

// The live tail waits while the pointer or the focus is in it, so that nothing moves under the hand.
function isRead() {
  const tail = document.querySelector('[data-tail]');
  return tail !== null && (tail.matches(':hover') || tail.contains(document.activeElement));
}

function limitTail() {
  const tail = document.getElementById('tail');
  while (tail && tail.rows.length > Number(tail.dataset.limit)) {
    tail.deleteRow(-1);
  }
}

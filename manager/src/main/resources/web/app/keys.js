// Keys for those who do not take the hand off the keyboard: / searches, j and k move in lists, Enter opens, Escape closes.

export function keys() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      return;
    }
    if (event.key === 'Escape') {
      close(event.target);
      return;
    }
    if (isTyping(event.target)) {
      return;
    }
    if (event.key === '/') {
      const field = document.querySelector('[data-list-search]') ?? document.querySelector('[data-search]');
      if (field) {
        event.preventDefault();
        field.focus();
        field.select();
      }
    } else if (event.key === 'j' || event.key === 'k') {
      move(event.key === 'j' ? 1 : -1);
    }
  });
}

function isTyping(target) {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function rows() {
  return [...document.querySelectorAll('main [data-row]')].filter((row) => row.offsetParent !== null);
}

function move(step) {
  const all = rows();
  if (all.length === 0) {
    return;
  }
  const here = all.findIndex((row) => row === document.activeElement || row.closest('tr')?.contains(document.activeElement));
  const current = here >= 0 ? here : all.findIndex((row) => row.closest('tr')?.getAttribute('aria-current'));
  const next = Math.min(all.length - 1, Math.max(0, current < 0 ? 0 : current + step));
  all[next].focus();
  all[next].scrollIntoView({ block: 'nearest' });
}

function close(target) {
  if (isTyping(target)) {
    target.blur();
    return;
  }
  document.querySelector('[data-opened] [data-close]')?.click();
}

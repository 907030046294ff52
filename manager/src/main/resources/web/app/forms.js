// What makes forms quicker. Each of them works without it.

export function forms() {
  const token = document.querySelector('meta[name="csrf"]')?.content ?? '';
  document.addEventListener('htmx:configRequest', (event) => {
    event.detail.headers['X-CSRF-Token'] = token;
  });
  document.addEventListener('change', (event) => {
    const form = event.target.closest?.('form[data-autosubmit]');
    if (form && event.target.matches('select')) {
      form.requestSubmit();
    }
  });
  document.addEventListener('submit', (event) => leaveOutEmpty(event.target), true);
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-copy]');
    if (button) {
      copy(button);
    }
  });
  show(document);
  document.addEventListener('htmx:load', (event) => show(event.detail.elt));
  rememberZone();
}

// Addresses stay short enough to be read and sent to someone.
function leaveOutEmpty(form) {
  if (form.method !== 'get') {
    return;
  }
  for (const field of form.elements) {
    field.disabled ||= field.name !== '' && field.value === '';
  }
  setTimeout(() => {
    for (const field of form.elements) {
      field.disabled = false;
    }
  });
}

function show(part) {
  if (navigator.clipboard) {
    part.querySelectorAll('[data-copy]').forEach((button) => {
      button.hidden = false;
    });
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => {
    button.textContent = before;
  }, 2000);
}

// The server writes times in the reader's zone; only the browser knows it.
function rememberZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes(`browser-zone=${encodeURIComponent(zone)}`)) {
    document.cookie = `browser-zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=strict; secure`;
  }
}

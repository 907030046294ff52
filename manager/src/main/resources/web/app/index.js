import './style.css';
import htmx from 'htmx.org';
import { watch } from './live.js';
import { keys } from './keys.js';
import { forms } from './forms.js';
import { pages } from './pages.js';

// Before htmx starts: nothing is evaluated, no style is put into the page, and only this console is asked.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
htmx.config.responseHandling = [
  { code: '204', swap: false },
  { code: '[23]..', swap: true },
  { code: '4..', swap: false, error: true },
  { code: '5..', swap: false, error: true },
];

forms();
keys();
pages();
watch();

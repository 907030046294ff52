package dev.sekisho.manager.console;

import com.microsoft.playwright.Page;
import java.util.List;

/**
 * Measures on a page in the browser whether every text stands out from what is behind it (WCAG 2.2,
 * 4.5:1).
 */
final class Contrast {
  private static final String MEASURE =
      """
      () => {
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const rgba = (color) => {
          canvas.clearRect(0, 0, 1, 1);
          canvas.fillStyle = color;
          canvas.fillRect(0, 0, 1, 1);
          return [...canvas.getImageData(0, 0, 1, 1).data].map((v, i) => (i === 3 ? v / 255 : v));
        };
        const over = (top, below) => top.slice(0, 3).map((v, i) => v * top[3] + below[i] * (1 - top[3]));
        const behind = (element) => {
          const layers = [];
          for (let e = element; e; e = e.parentElement) {
            const color = rgba(getComputedStyle(e).backgroundColor);
            if (color[3] > 0) layers.push(color);
            if (color[3] === 1) break;
          }
          return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255]);
        };
        const light = (c) => {
          const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const faults = new Map();
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const element = walker.currentNode.parentElement;
          if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
          if (element.closest('.hidden-visually, .skip, option, script, noscript, [disabled]')) continue;
          const back = behind(element);
          const front = over(rgba(getComputedStyle(element).color), back);
          const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
          const ratio = (a + 0.05) / (b + 0.05);
          if (ratio < 4.5) {
            const name = element.tagName.toLowerCase() + (element.className && '.' + element.className);
            faults.set(name, `contrast ${ratio.toFixed(2)} of ${name}: ${walker.currentNode.data.trim().slice(0, 30)}`);
          }
        }
        return [...faults.values()].slice(0, 10);
      }
      """;

  private Contrast() {}

  /** Texts that are too faint, with their ratio; empty if none is. */
  @SuppressWarnings("unchecked") // the script gives a list of texts
  static List<String> faults(Page page) {
    return (List<String>) page.evaluate(MEASURE);
  }
}

// At a stand the next visitor finds the start: left alone for a while the page goes back to it.
"use strict";
(() => {
  const ALONE = 90_000; // milliseconds
  const START = "/learn/stand";
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => location.replace(START), ALONE);
  };
  for (const sign of ["pointerdown", "keydown", "scroll"]) addEventListener(sign, wait, { passive: true });
  wait();
})();

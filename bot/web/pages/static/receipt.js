// Opens the receipt a link names: takes number and code out of the address and sends them in the form.
"use strict";
(() => {
  const form = document.getElementById("receipt-form");
  const named = /^#(CQ\d{8}-\d{6}-\d)\.([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})$/.exec(location.hash);
  // What stood behind the # must not stay in the history, nor go into a shared address.
  if (location.hash) history.replaceState(null, "", location.pathname);
  if (!form || !named) return;
  [, form.elements.number.value, form.elements.code.value] = named;
  form.submit();
})();

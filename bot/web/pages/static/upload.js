// Sends a file and tells how far it has come; fetch can't do that yet.

export function sendFile(address, body, tell) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) tell(Math.floor((100 * event.loaded) / event.total));
    });
    for (const problem of ["error", "abort", "timeout"]) request.addEventListener(problem, reject);
    request.addEventListener("load", () => {
      const ok = request.status >= 200 && request.status < 300;
      resolve({ ok, json: async () => request.response });
    });
    request.send(body);
  });
}

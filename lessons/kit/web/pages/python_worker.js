// Python in a worker: Pyodide's core and the kit's own marking, record and hand-in.
//
// All that it needs is handed over by the page, so that it works from a stick too, where a worker
// can fetch nothing. Then each message is one call of lessons.pages.in_page.

/** Where Pyodide believes that its files lie; nothing is ever asked of it. */
const NOWHERE = "https://python.invalid/";

/** @type {any} */
let python;

/** @param {BlobPart} part @param {string} type */
const address = (part, type) => URL.createObjectURL(new Blob([part], { type }));

/** @param {Record<string, ArrayBuffer>} parts */
async function begin(parts) {
  const fetched = self.fetch;
  self.fetch = async (what, ...more) => {
    const name = String(what instanceof Request ? what.url : what).replace(NOWHERE, "");
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return name in parts
      ? new Response(parts[name], { headers: { "Content-Type": type } })
      : fetched(what, ...more);
  };
  const script = "text/javascript";
  const { loadPyodide } = await import(address(parts["pyodide.mjs"], script));
  const { default: createPyodideModule } = await import(address(parts["pyodide.asm.mjs"], script));
  python = await loadPyodide({
    indexURL: NOWHERE,
    packageBaseUrl: NOWHERE,
    lockFileContents: JSON.parse(new TextDecoder().decode(parts["pyodide-lock.json"])),
    createPyodideModule,
  });
  python.unpackArchive(parts["msgspec.whl"], "wheel");
  python.unpackArchive(parts["kit.zip"], "zip", { extractDir: "/kit" });
  python.runPython("import sys; sys.path.insert(0, '/kit')");
  python.globals.set("do", python.pyimport("lessons.pages.in_page").do);
}

self.onmessage = async ({ data: { id, parts, said } }) => {
  try {
    if (parts) {
      await begin(parts);
      self.postMessage({ id, reply: null });
    } else {
      const reply = python.globals.get("do")(JSON.stringify(said));
      self.postMessage({ id, reply: JSON.parse(reply) });
    }
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
};

// The function behind a one-line call, as Python tells it.

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/**
 * Ask the kernel for the source of what a cell calls.
 *
 * @param {any} sessionContext
 * @param {string} code The cell; its last line is the call.
 * @returns {Promise<string>}
 */
export async function sourceBehind(sessionContext, code) {
  const line = code.trim().split("\n").at(-1) ?? "";
  const name = /^[\w.]+/.exec(line)?.[0];
  const kernel = sessionContext.session?.kernel;
  if (!name || !kernel) return "";
  const reply = await kernel.requestInspect({
    code: name,
    cursor_pos: name.length,
    detail_level: 1,
  });
  const text = reply.content.data?.["text/plain"] ?? "";
  return text.replace(COLOURS, "");
}

// A plugin for esbuild: a style sheet that a script imports is its text, with what it imports in its turn.

import { join } from "node:path";
import { build } from "esbuild";

export const stylesAsText = {
  name: "styles-as-text",
  setup({ initialOptions: { charset, target }, onResolve, onLoad }) {
    onResolve({ filter: /\.css$/ }, ({ kind, path, resolveDir }) =>
      kind === "import-statement" ? { path: join(resolveDir, path), namespace: "styles-as-text" } : null,
    );
    onLoad({ filter: /.*/, namespace: "styles-as-text" }, async ({ path }) => {
      const { outputFiles } = await build({
        entryPoints: [path],
        bundle: true,
        write: false,
        charset,
        target,
      });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};

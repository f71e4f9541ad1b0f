// A plugin for esbuild: a style sheet that a script imports is its text, with what it imports in its turn.

import { join, relative } from "node:path";
import { build } from "esbuild";

export const stylesAsText = {
  name: "styles-as-text",
  setup({ initialOptions: { absWorkingDir, charset, target }, onResolve, onLoad }) {
    // Named from the folder of the build on: the name stands in the bundle, which must not tell where it was made.
    const named = (path) => relative(absWorkingDir, path).replaceAll("\\", "/");
    onResolve({ filter: /\.css$/ }, ({ kind, path, resolveDir }) =>
      kind === "import-statement"
        ? { path: named(join(resolveDir, path)), namespace: "styles-as-text" }
        : null,
    );
    onLoad({ filter: /.*/, namespace: "styles-as-text" }, async ({ path }) => {
      const { outputFiles } = await build({
        absWorkingDir,
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

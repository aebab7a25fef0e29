import tseslint from "typescript-eslint";
import { LEVEL_0 } from "./infra/checks/levels.ts";

const impure = (selector, what) => ({
  selector,
  message: `A pure package must not ${what}: take it as an argument.`,
});

export default tseslint.config(
  { ignores: ["**/node_modules/**", ".cache/**", ".state/**", "docs/**", "**/*.cjs", "**/*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/return-await": ["error", "in-try-catch"],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "node:module",
              message: "createRequire hides an import from the import rules; use an import.",
            },
          ],
        },
      ],
      "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
      complexity: ["error", 16],
    },
  },
  {
    // Same arguments, same numbers, for ever: what the import rules cannot see, because it needs no import.
    files: LEVEL_0.map((name) => `packages/${name}/src/**/*.ts`),
    ignores: ["**/*.test.ts", "**/*.property.ts", "**/write-*.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        "process",
        "fetch",
        "setTimeout",
        "setInterval",
        "performance",
        "crypto",
      ],
      "no-restricted-syntax": [
        "error",
        impure("NewExpression[callee.name='Date'][arguments.length=0]", "read the clock"),
        impure("CallExpression[callee.name='Date']", "read the clock"),
        impure("MemberExpression[object.name='Date'][property.name='now']", "read the clock"),
        impure(
          "MemberExpression[object.name='Math'][property.name='random']",
          "draw random numbers",
        ),
      ],
    },
  },
  {
    // Tests read as long scenarios, and describe() blocks are functions too.
    files: ["**/*.test.ts", "**/*.property.ts"],
    rules: {
      "max-lines-per-function": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
);

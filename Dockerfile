# One image for every service and for `migrate`; the command says which (docker-compose.yml, infra/kubernetes).
# Node runs the TypeScript as it is, so there is no build step; the workspace layout is kept because Node does not strip
# types below node_modules. --no-optional leaves out what only a laptop needs (the embedded ClickHouse, 540 MB).
FROM node:22.23.3-bookworm-slim
ENV NODE_ENV=production
RUN npm install --global --no-fund --no-audit pnpm@11.28.11
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches patches
COPY packages packages
COPY services services
COPY infra infra
COPY config config
RUN pnpm install --frozen-lockfile --prod --no-optional && chown -R node:node /app
USER node
# Replaced by docker-compose.yml; alone, the image says what it can do.
CMD ["node", "packages/command-line/src/main.ts", "--help"]

# One image for every service: the command chooses which one runs. The workspace keeps its layout, because Node strips
# types everywhere but under node_modules; nothing is built but the generated code.

FROM node:24.21.0-bookworm-slim AS workspace
ENV CI=true APOLLO_TELEMETRY_DISABLED=1
WORKDIR /app
RUN npm install --global pnpm@12.21.0 && chown node:node /app
USER 1000
COPY --chown=node:node . .

# The tools that generate are gone afterwards: only what services run on stays.
FROM workspace AS production
RUN pnpm install --frozen-lockfile \
  && node --disable-warning=ExperimentalWarning tools/generate.ts \
  && rm -rf node_modules ./*/node_modules ./*/*/node_modules \
  && pnpm install --frozen-lockfile --prod

# What is compiled, and stripped of its types, does not have to be at each start. The cache is good for these flags and
# this user only.
FROM production AS compiled
ENV NODE_COMPILE_CACHE=/app/.compiled
RUN node --disable-warning=ExperimentalWarning --disable-warning=TimeoutNegativeWarning --max-semi-space-size=16 --heap-growing-percent=100 \
  tools/compile.ts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 READY_PATH=/readyz APOLLO_TELEMETRY_DISABLED=1
ENV NODE_COMPILE_CACHE=/app/.compiled MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072
WORKDIR /app
# Owned by root: a service that was broken into cannot change its own code.
COPY --from=compiled --chown=root:root /app .
USER 1000
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}${process.env.READY_PATH}`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "--disable-warning=TimeoutNegativeWarning", "--max-semi-space-size=16", "--heap-growing-percent=100"]
CMD ["gateway/src/main.ts"]

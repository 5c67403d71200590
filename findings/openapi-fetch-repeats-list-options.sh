#!/usr/bin/env bash
# openapi-fetch sends `$select=id&$select=name` where the description says `explode: false`.
#
# Version     openapi-fetch 0.17.0 with types of openapi-typescript 7.13.0
# Behavior    A query option that the description declares as a list with `style: form, explode: false` is sent once for each value,
#             as if it were exploded. The types made of the same description take the list without a word.
# The guess   `$select=id,name`: this is what OpenAPI's serialization says (OpenAPI 3.0.3, "Style Values"), and the client promises
#             to follow the description. But it knows the description by its types only, and these are gone at run time.
# Why it      All list options of Microsoft Graph, and of any OData service that describes itself, are declared so, and an OData option
# matters     must not be there twice (OData 4.01 Part 2, section 5.1). The cure is a setting of the client that stands apart from the
#             description: `querySerializer: { array: { style: 'form', explode: false } }`.
set -euo pipefail
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && cd "$folder"
cat >description.yaml <<'YAML'
openapi: 3.0.3
info: { title: People, version: '1' }
paths:
  /users:
    get:
      parameters:
        - { name: $select, in: query, style: form, explode: false, schema: { type: array, items: { type: string } } }
      responses: { '200': { description: People } }
YAML
cat >package.json <<'JSON'
{ "type": "module", "private": true }
JSON
npm install --silent --no-audit --no-fund openapi-fetch@0.17.0 openapi-typescript@7.13.0 typescript@5.9.3
npx openapi-typescript description.yaml --output description.d.ts >log 2>&1
cat >main.ts <<'TS'
import createClient from 'openapi-fetch';
import type { paths } from './description.js';

declare const console: { log(text: string): void };
const fetch = async (request: Request) => {
  console.log(request.url);
  return new Response(null, { status: 204 });
};
const query = { $select: ['id', 'name'] };
await createClient<paths>({ baseUrl: 'https://graph.example', fetch }).GET('/users', { params: { query } });
const querySerializer = { array: { style: 'form', explode: false } } as const;
await createClient<paths>({ baseUrl: 'https://graph.example', fetch, querySerializer }).GET('/users', { params: { query } });
TS
npx tsc --strict --target es2022 --module nodenext --lib es2022,dom main.ts
seen=$(node main.js)
echo "$seen"
diff <(echo "$seen") - <<'TEXT'
https://graph.example/users?$select=id&$select=name
https://graph.example/users?$select=id,name
TEXT

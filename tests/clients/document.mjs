// Whether what a node tells of its API is an OpenAPI document, by the schema of those who write down
// what one is. Usage: document.mjs ORIGIN

import assert from "node:assert/strict";

const modules = `${process.env.PALABRE_CLIENTS_MODULES}/node_modules`;
const { Validator } = await import(`${modules}/@seriousme/openapi-schema-validator/index.js`);

const answer = await fetch(`${process.argv[2]}/api/openapi.json`);
assert.equal(answer.status, 200);
const document = await answer.json();
const validator = new Validator();
const { valid, errors } = await validator.validate(document);
assert.ok(valid, JSON.stringify(errors, undefined, 2));
assert.equal(validator.version, "3.1");

// That it can say no at all.
delete document.info.title;
assert.ok(!(await new Validator().validate(document)).valid);

// What the page keeps in this browser: under our own names, and in memory alone where the browser allows no more.

const memory = new Map();
const prefix = "hailong.";

export function get(name) {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return memory.get(name) ?? null;
  }
}

export function set(name, value) {
  try {
    if (value === null) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, value);
  } catch {
    if (value === null) memory.delete(name);
    else memory.set(name, value);
  }
}

export function names(beginning) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix + beginning)).map((key) => key.slice(prefix.length));
  } catch {
    return [...memory.keys()].filter((name) => name.startsWith(beginning));
  }
}

// One tab at a time, where the browser can see to it.
export function alone(work) {
  return navigator.locks ? navigator.locks.request(prefix + "session", work) : work();
}

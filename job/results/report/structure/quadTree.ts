/** Below this many halvings, points that still share a cell are treated as one place. */
const maximumDepth = 40;

/** A quadtree over points of the plane for the far field of Barnes-Hut; flat arrays that are reused between builds. */
export class QuadTree {
  #used = 0;
  /** Four children a node, 0 where there is none (the root is nobody's child). */
  #children = new Int32Array(0);
  #mass = new Float64Array(0);
  #sumX = new Float64Array(0);
  #sumY = new Float64Array(0);
  /** Side of the node's square; 0 for a leaf. */
  #width = new Float64Array(0);
  #stack = new Int32Array(4 * maximumDepth);

  /** Takes points (x, y, x, y, …) in place of those of before. */
  build(layout: Float64Array): void {
    let low = Infinity;
    let high = -Infinity;
    for (const value of layout) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    this.#reserve(Math.max(64, layout.length * 2));
    this.#used = 0;
    const half = (high - low) / 2 + 1e-9;
    this.#newNode(half * 2);
    for (let i = 0; i < layout.length; i += 2) this.#insert(layout[i] ?? 0, layout[i + 1] ?? 0, low + half, half);
  }

  /**
   * Repulsion of Student's t kernel at (x, y), with q = 1 / (1 + distance²) to every point of the tree.
   * @param theta a cell counts as one point when its width / distance is below it
   * @param out receives Σ q²·Δx, Σ q²·Δy and Σ q
   */
  repulsion(x: number, y: number, theta: number, out: Float64Array): void {
    let forceX = 0;
    let forceY = 0;
    let kernel = 0;
    let depth = 1;
    this.#stack[0] = 0;
    while (depth > 0) {
      const node = this.#stack[--depth] ?? 0;
      const mass = this.#mass[node] ?? 0;
      const dx = x - (this.#sumX[node] ?? 0) / mass;
      const dy = y - (this.#sumY[node] ?? 0) / mass;
      const squared = dx * dx + dy * dy;
      const width = this.#width[node] ?? 0;
      if (width * width <= theta * theta * squared || width === 0) {
        const q = 1 / (1 + squared);
        kernel += mass * q;
        forceX += mass * q * q * dx;
        forceY += mass * q * q * dy;
        continue;
      }
      for (let quarter = node * 4; quarter < node * 4 + 4; quarter++) {
        const child = this.#children[quarter] ?? 0;
        if (child !== 0) this.#stack[depth++] = child;
      }
    }
    out[0] = forceX;
    out[1] = forceY;
    out[2] = kernel;
  }

  #insert(x: number, y: number, middle: number, rootHalf: number): void {
    let node = 0;
    let [centreX, centreY, half] = [middle, middle, rootHalf];
    for (let depth = 0; ; depth++) {
      this.#add(node, 1, x, y);
      const slot = node * 4 + (x > centreX ? 1 : 0) + (y > centreY ? 2 : 0);
      half /= 2;
      centreX += x > centreX ? half : -half;
      centreY += y > centreY ? half : -half;
      const child = this.#children[slot] ?? 0;
      if (child === 0) {
        const leaf = this.#newNode(0);
        this.#children[slot] = leaf;
        return this.#add(leaf, 1, x, y);
      }
      node = child;
      if ((this.#width[child] ?? 0) > 0) continue;
      const mass = this.#mass[child] ?? 1;
      const [leafX, leafY] = [(this.#sumX[child] ?? 0) / mass, (this.#sumY[child] ?? 0) / mass];
      if (depth > maximumDepth - 4 || (leafX === x && leafY === y)) return this.#add(child, 1, x, y);
      node = this.#newNode(half * 2);
      this.#add(node, mass, leafX * mass, leafY * mass);
      this.#children[node * 4 + (leafX > centreX ? 1 : 0) + (leafY > centreY ? 2 : 0)] = child;
      this.#children[slot] = node;
    }
  }

  #add(node: number, mass: number, sumX: number, sumY: number): void {
    this.#mass[node] = (this.#mass[node] ?? 0) + mass;
    this.#sumX[node] = (this.#sumX[node] ?? 0) + sumX;
    this.#sumY[node] = (this.#sumY[node] ?? 0) + sumY;
  }

  #newNode(width: number): number {
    const node = this.#used++;
    if (node >= this.#mass.length) this.#reserve(node * 2);
    this.#children.fill(0, node * 4, node * 4 + 4);
    this.#mass[node] = 0;
    this.#sumX[node] = 0;
    this.#sumY[node] = 0;
    this.#width[node] = width;
    return node;
  }

  #reserve(nodes: number): void {
    if (nodes <= this.#mass.length) return;
    const grown = (old: Float64Array) => {
      const longer = new Float64Array(nodes);
      longer.set(old);
      return longer;
    };
    const children = new Int32Array(nodes * 4);
    children.set(this.#children);
    this.#children = children;
    this.#mass = grown(this.#mass);
    this.#sumX = grown(this.#sumX);
    this.#sumY = grown(this.#sumY);
    this.#width = grown(this.#width);
  }
}

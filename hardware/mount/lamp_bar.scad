// Lamps in front of the runner: left, right, the upright bar of five, the steady lamp, the buzzer behind its holes.
//
// Two parts, printed as they lie, without supports; both fit a bed of 220 x 220 mm:
//   openscad -D 'part="front"' -o front.stl lamp_bar.scad
//   openscad -D 'part="back"'  -o back.stl  lamp_bar.scad
// and six M3 x 10 screws, a 1/4-20 nut for a stand, cable ties.
//
// Each LED sits in a hood that is long above and short below: the ceiling's light does not fall on it, and the runner,
// who is taller or shorter than the bar hangs, still sees it.

part = "assembly";      // "front", "back", "assembly"
apart = 45;             // how far the parts stand from each other in the picture of the assembly

// LEDs, mm.
bar_lamps = 5;
bar_pitch = 16;         // from lamp to lamp of the bar
led_d = 5.3;            // a 5 mm LED and a printer's play
lamp_d = 10.4;          // left and right: 10 mm LEDs, seen from further away; 5.3 for 5 mm ones
lamps_apart = 176;      // from the left lamp to the right one: side is told by place
steady_up = 56;         // the steady lamp above the bar's middle
buzzer_down = 56;       // the buzzer below it

// Hoods, mm.
hood_wall = 1.6;
hood_room = 3;          // between an LED and its hood
hood_above = 16;
hood_below = 6;

// The box, mm.
arm_long = 200;
arm_high = 36;
post_wide = 44;
post_high = 144;
corner = 6;
panel_thick = 3;
box_deep = 24;          // inside; an LED, its legs and a soldered wire need 14
wall = 2.4;
floor_thick = 2.4;

// Screws, nut, cables, mm.
screw_d = 3.3;
pilot_d = 2.6;
boss_d = 8;
tripod_d = 6.8;
tripod_nut_flats = 11.4;
tripod_nut_high = 5.7;
cable_d = 6.5;          // a network cable; two of them
tie_wide = 5;           // slots for cable ties around a tube
tie_thick = 2;
tie_apart = 30;

$fn = 48;

screws = [[-68, 12], [-68, -12], [68, 12], [68, -12], [-16, 66], [16, -66]];

module hex(flats, high) { cylinder(d = flats / cos(30), h = high, $fn = 6); }

module outline(smaller = 0) {
    offset(r = corner) offset(delta = -corner - smaller) {
        square([arm_long, arm_high], center = true);
        square([post_wide, post_high], center = true);
    }
}

module bar_places() {
    for (i = [0 : bar_lamps - 1]) translate([0, (i - (bar_lamps - 1) / 2) * bar_pitch, 0]) children();
}

module side_places() { for (side = [-1, 1]) translate([side * lamps_apart / 2, 0, 0]) children(); }

module hood(led) {
    inner = led + 2 * hood_room;
    outer = inner + 2 * hood_wall;
    difference() {
        cylinder(d = outer, h = hood_above);
        translate([0, 0, -1]) cylinder(d = inner, h = hood_above + 2);
        // cut off on a slant, from long above to short below
        translate([0, -outer / 2, hood_below]) rotate([atan((hood_above - hood_below) / outer), 0, 0])
            translate([-outer, 0, 0]) cube([2 * outer, 3 * outer, 2 * hood_above]);
    }
}

module front() {
    difference() {
        linear_extrude(panel_thick) outline();
        translate([0, 0, -1]) {
            bar_places() cylinder(d = led_d, h = panel_thick + 2);
            side_places() cylinder(d = lamp_d, h = panel_thick + 2);
            translate([0, steady_up, 0]) cylinder(d = led_d, h = panel_thick + 2);
            translate([0, -buzzer_down, 0]) sound_holes();
            for (at = screws) translate(at) cylinder(d = screw_d, h = panel_thick + 2);
        }
    }
    translate([0, 0, panel_thick - 0.01]) {
        bar_places() hood(led_d - 2); // closer, so that neighbours do not touch
        side_places() hood(lamp_d);
        translate([0, steady_up, 0]) hood(led_d);
    }
}

module sound_holes() {
    cylinder(d = 2.5, h = panel_thick + 2);
    for (turn = [0 : 60 : 300]) rotate(turn) translate([6, 0, 0]) cylinder(d = 2.5, h = panel_thick + 2);
}

module back() {
    difference() {
        union() {
            difference() {
                linear_extrude(floor_thick + box_deep) outline();
                translate([0, 0, floor_thick]) linear_extrude(box_deep + 1) outline(wall);
            }
            for (at = screws) translate(at) cylinder(d = boss_d, h = floor_thick + box_deep);
            hex(tripod_nut_flats + 6, tripod_nut_high + floor_thick);
        }
        for (at = screws) translate([at[0], at[1], floor_thick + box_deep - 9]) cylinder(d = pilot_d, h = 10);
        translate([0, 0, -1]) cylinder(d = tripod_d, h = 20);
        translate([0, 0, floor_thick]) hex(tripod_nut_flats, 20);
        for (x = [-9, 9]) translate([x, -post_high / 2 + wall + 5, -1]) cylinder(d = cable_d, h = 10);
        for (y = [-40, 40], x = [-1, 1]) tie_slot(x * tie_apart / 2, y); // around an upright tube
        for (x = [-50, 50], y = [-1, 1]) rotate(90) tie_slot(y * tie_apart / 2.5, -x); // around a level one
    }
}

module tie_slot(x, y) {
    translate([x - tie_thick / 2, y - tie_wide / 2, -1]) cube([tie_thick, tie_wide, 10]);
}

module assembly() {
    rotate([90, 0, 0]) {
        color("dimgray") back();
        translate([0, 0, floor_thick + box_deep + apart]) {
            color("gray") front();
            color("gold") translate([0, 0, panel_thick]) {
                bar_places() led(5);
                side_places() led(10);
            }
            color("white") translate([0, steady_up, panel_thick]) led(5);
        }
    }
}

module led(d) { cylinder(d = d, h = d / 2); translate([0, 0, d / 2]) sphere(d = d); }

if (part == "front") front();
if (part == "back") back();
if (part == "assembly") assembly();

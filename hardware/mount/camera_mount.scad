// A mount for a Raspberry Pi Camera Module (2 or 3, Wide too) on any tripod with a 1/4 inch screw.
//
// Two parts, printed as they lie, without supports:
//   openscad -D 'part="plate"' -o plate.stl camera_mount.scad
//   openscad -D 'part="base"'  -o base.stl  camera_mount.scad
// and an M4 x 30 bolt with its nut, a 1/4-20 nut, four M2 x 8 screws.
//
// The lens stands over the tripod's axis: put the axis on the belt's middle line and the lens is there too.

part = "assembly";      // "plate", "base", "assembly"
portrait = true;        // the board on its side, its cable leaving sideways: the picture is upright
tilt_deg = 0;           // only for the picture of the assembly

// The camera's board, mm, from the maker's drawing; measured from the lens, the cable's end downwards.
hole_across = 21;       // between the holes of a pair
hole_up = 12.5;         // from the lower pair, level with the lens, to the upper one
board_across = 25;
board_below_lens = 9.5;
board_above_lens = 14.4;

// Screws and nuts, mm, with the room that a printer needs.
pilot_d = 1.75;         // an M2 screw cuts its own thread in this
bolt_d = 4.4;           // M4
bolt_nut_flats = 7.2;
bolt_nut_depth = 2.6;
tripod_d = 6.8;         // 1/4 inch
tripod_nut_flats = 11.4; // 7/16 inch
tripod_nut_high = 5.9;

// The print, mm.
plate_size = 34;
plate_thick = 4;
pillar_d = 5;
pillar_high = 4;        // the board's connector and its parts stand 3 mm off its back
hinge_d = 12;
hinge_wide = 10;
hinge_away = 7.5;       // from the plate's edge to the bolt: the plate turns clear of the cheeks
play = 0.4;
cheek_thick = 5;
base_size = 40;
base_floor = 3;         // what the tripod's screw pulls against
base_roof = 4;
pivot_up = 11;          // from the base's top to the bolt

$fn = 64;

base_high = base_floor + tripod_nut_high + base_roof;
hinge_at = -plate_size / 2 - hinge_away;

module hex(flats, high) { cylinder(d = flats / cos(30), h = high, $fn = 6); }

module turned() { rotate(portrait ? 90 : 180) children(); } // landscape: upside down, the cable leaves upwards

module at_holes() {
    turned() for (x = [-hole_across / 2, hole_across / 2], y = [0, hole_up]) translate([x, y, 0]) children();
}

module plate() {
    difference() {
        union() {
            translate([-plate_size / 2, -plate_size / 2, 0]) cube([plate_size, plate_size, plate_thick]);
            at_holes() cylinder(d = pillar_d, h = plate_thick + pillar_high);
            hinge();
        }
        at_holes() translate([0, 0, 1]) cylinder(d = pilot_d, h = 20);
        translate([-25, hinge_at, hinge_d / 2]) rotate([0, 90, 0]) cylinder(d = bolt_d, h = 50);
    }
}

module hinge() { // flat below, so that it needs no supports
    translate([-hinge_wide / 2, 0, 0]) hull() {
        translate([0, hinge_at, hinge_d / 2]) rotate([0, 90, 0]) cylinder(d = hinge_d, h = hinge_wide);
        translate([0, hinge_at - hinge_d / 4, 0]) cube([hinge_wide, hinge_away + hinge_d / 4 + 1, plate_thick]);
    }
}

module base() {
    difference() {
        union() {
            translate([-base_size / 2, -base_size / 2, 0]) cube([base_size, base_size, base_high]);
            for (side = [-1, 1]) translate([side * (hinge_wide + play + cheek_thick) / 2, 0, base_high]) cheek();
        }
        translate([0, 0, -1]) cylinder(d = tripod_d, h = base_high + 2);
        translate([0, 0, base_floor]) {
            rotate(30) hex(tripod_nut_flats, tripod_nut_high); // the nut slides in from behind, its flats along the slot
            translate([-tripod_nut_flats / 2, 0, 0]) cube([tripod_nut_flats, base_size, tripod_nut_high]);
        }
        translate([-30, 0, base_high + pivot_up]) rotate([0, 90, 0]) cylinder(d = bolt_d, h = 60);
        translate([hinge_wide / 2 + play / 2 + cheek_thick - bolt_nut_depth, 0, base_high + pivot_up])
            rotate([0, 90, 0]) hex(bolt_nut_flats, 10);
    }
}

module cheek() {
    translate([-cheek_thick / 2, 0, 0]) hull() {
        translate([0, 0, pivot_up]) rotate([0, 90, 0]) cylinder(d = hinge_d, h = cheek_thick);
        translate([0, -hinge_d / 2 - 2, -1]) cube([cheek_thick, hinge_d + 4, 1]);
    }
}

module camera_board() { // for the picture only
    color("seagreen") turned() difference() {
        translate([-board_across / 2, -board_below_lens, 0]) cube([board_across, board_below_lens + board_above_lens, 1]);
        for (x = [-hole_across / 2, hole_across / 2], y = [0, hole_up])
            translate([x, y, -1]) cylinder(d = 2.2, h = 3);
    }
    color("dimgray") translate([-5, -5, 1]) cube([10, 10, 4]);
    color("black") translate([0, 0, 5]) cylinder(d = 6, h = 1.5);
    color("ivory") turned() translate([-8, -board_below_lens - 22, -2]) cube([16, 26, 0.4]);
}

module assembly() {
    color("darkorange") base();
    translate([0, 0, base_high + pivot_up]) rotate([90 + tilt_deg, 0, 0]) translate([0, -hinge_at, -hinge_d / 2]) {
        color("orange") plate();
        translate([0, 0, plate_thick + pillar_high]) camera_board();
    }
}

if (part == "plate") plate();
if (part == "base") base();
if (part == "assembly") assembly();
